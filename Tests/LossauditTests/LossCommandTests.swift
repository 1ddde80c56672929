import Foundation
import Losses
import TestSupport
import Testing

@Suite("lossaudit loss")
struct LossCommandTests {
  let lossaudit: Program

  init() throws { lossaudit = Program(folder: try ScratchFolder()) }

  @Test("describe prints the agreed keys, coefficients for TaylorGLO only")
  func describe() throws {
    let loss = try lossaudit("loss", "describe", "taylorglo:0,0,1,1,1,1,1,1", "--json", "-").object()
    let keys: Set = [
      "loss", "label_smoothing", "classes", "null_epoch", "invariant", "equilibrium_confidence", "zero_error",
    ]
    #expect(Set(loss.keys) == keys.union(["coefficients"]))
    let coefficients = try #require(loss["coefficients"] as? [String: Double])
    #expect(Set(coefficients.keys) == ["c1", "ch", "chh", "chy", "cy", "cyy"])
    #expect(Set((loss["null_epoch"] as? [String: Double] ?? [:]).keys) == ["target", "non_target"])
    #expect(loss["invariant"] as? [String: Bool] == ["exact": true, "paper": false])
    for name in ["baikal", "focal:2", "poly-1:-0.5"] {
      let other = try lossaudit("loss", "describe", name, "--json", "-").object()
      #expect(Set(other.keys) == keys && other["loss"] as? String == name)
    }
  }

  @Test("describe prints the loss as a sheet, for TeX or for PyTorch where that is asked for, and JSON beside it")
  func formats() throws {
    let command = ["loss", "describe", "taylorglo:0,0,0,-2,0,3,3,0", "--label-smoothing", "0.1"]
    let text = try lossaudit.run(command + ["--format", "text"])
    #expect(text.code == 0 && text.output.contains("f(h, y) = −2 h² + 3 y h + 3 y h²\n"))
    #expect(text.output.contains("same, unsmoothed  taylorglo:-0.011111111111111112,0,0,-2,0,2.7,2.7,0\n"))
    let latex = try lossaudit.run(command + ["--format", "latex", "--json", "loss.json"])
    #expect(latex.output.hasPrefix(#"\mathcal{L} = -\sum_{k=1}^{10} \left[ -2 \, h_k^{2} + 3 \, y_k \, h_k"#))
    #expect(try lossaudit.folder.data("loss.json").starts(with: Data("{".utf8)))
    let pytorch = try lossaudit.run(command + ["--format", "pytorch"])
    #expect(pytorch.output.contains("def loss(logits, target):\n"))
    let object = try lossaudit.run(command + ["--json", "-"]).object()
    let implicit = try #require(object["implicit_smoothing"] as? [String: Any])
    #expect((implicit["parameters"] as? [Double])?.count == 8)
    #expect(try lossaudit.run(command + ["--format", "tex"]).code == 64)
  }

  @Test(
    "what theory says of probabilities does not apply to logit normalisation: describe says so, and no curve is drawn")
  func logitNormalisation() throws {
    let loss = try lossaudit("loss", "describe", "logit-norm", "--json", "-").object()
    #expect(
      loss["null_epoch"] is NSNull && loss["not_applicable"] is String && loss["loss"] as? String == "logit-norm:0.04")
    let curve = try lossaudit("loss", "curve", "baikal", "logit-norm:0.1")
    #expect(curve.code == 64 && curve.errors.contains("logit-norm:0.1: has no such curve"))
  }

  @Test("help names every loss", arguments: [["loss", "describe"], ["loss", "curve"], ["train"]])
  func help(command: [String]) throws {
    let help = try lossaudit.run(command + ["--help"]).output.split(whereSeparator: \.isWhitespace).joined(
      separator: " ")
    #expect(help.contains(": \(LossName.usages)."))
  }

  /// Each example loss is trained with, and the model attacked through the other one.
  @Test("a loss with a number works by name everywhere", arguments: [("focal:2", "poly-1:1"), ("poly-1:1", "focal:2")])
  func byName(name: String, other: String) throws {
    try SyntheticDigits.write(to: "data/mnist", in: lossaudit.folder)
    let trained = try lossaudit(
      "train", "--dataset", "mnist", "--architecture", "preresnet-8", "--loss", name, "--batch-size", "16", "--epochs",
      "1", "--output", "model.safetensors.zst")
    #expect(trained.code == 0, "\(trained.errors)")
    let attacked = try lossaudit(
      "attack", "model.safetensors.zst", "--attacks", "fgsm,pgd", "--pgd-steps", "2", "--attack-loss", "own",
      "--attack-loss", other, "--epsilons", "0.1", "--limit", "4", "--json", "-")
    #expect(attacked.code == 0, "\(attacked.errors)")
    let curves = try #require(try attacked.object()["curves"] as? [[String: Any]])
    #expect(Set(curves.compactMap { $0["loss"] as? String }) == ["own", other])
    try lossaudit.folder.write(
      "dataset: {name: mnist}\narchitecture: preresnet-8\nlosses: [{name: a, loss: \"\(name)\"}]\n"
        + "attack: {losses: [own, \"\(other)\"]}\n", to: "audit.yaml")
    let planned = try lossaudit("run", "audit.yaml", "--dry-run")
    #expect(planned.code == 0, "\(planned.errors)")
  }

  @Test("a loss that does not pull has no equilibrium: null")
  func noEquilibrium() throws {
    let loss = try lossaudit("loss", "describe", "taylorglo:0,0,0,0,0,0,0,0", "--json", "-").object()
    #expect(loss["equilibrium_confidence"] is NSNull)
  }

  @Test("curve prints one curve a loss and draws them")
  func curve() throws {
    let outcome = try lossaudit(
      "loss", "curve", "cross-entropy", "baikal", "--points", "3", "--chart", "curves.png", "--json", "curves.json")
    #expect(outcome.code == 0 && outcome.output.hasPrefix("cross-entropy\n0.25 "))
    let curves = try #require(
      try JSONSerialization.jsonObject(with: lossaudit.folder.data("curves.json")) as? [[String: Any]])
    #expect(curves.map { $0["loss"] as? String } == ["cross-entropy", "baikal"])
    for curve in curves {
      let points = try #require(curve["points"] as? [[String: Double]])
      #expect(points.map { $0["epsilon"] } == [0.25, 0.5, 0.75] && points.allSatisfy { $0["attraction"] != nil })
    }
    #expect(try lossaudit.folder.data("curves.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
  }
}
