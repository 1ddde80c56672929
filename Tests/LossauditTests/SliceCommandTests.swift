import Foundation
import TestSupport
import Testing

@Suite("lossaudit slice")
struct SliceCommandTests {
  let workshop: Workshop

  init() throws { workshop = try Workshop.shared.get() }

  private func slice(_ arguments: String...) throws -> [String: Any] {
    let outcome = try workshop.lossaudit.run(
      ["slice", "model.safetensors.zst", "--limit", "5", "--json", "-", "--quiet"] + arguments)
    #expect(outcome.code == 0 && outcome.errors == "", "\(outcome.errors)")
    return try outcome.object()
  }

  @Test("prints JSON with the agreed keys; a range may begin with a minus sign")
  func json() throws {
    let report = try slice("--points", "3", "--range", "-1:0.5")
    #expect(Set(report.keys) == ["total", "points", "flatness", "settings"])
    #expect(report["total"] as? Int == 5)
    let points = try #require(report["points"] as? [[String: Any]])
    #expect(points.map { $0["alpha"] as? Double } == [-1, -0.25, 0.5])
    for point in points {
      #expect(Set(["alpha", "beta", "cross_entropy", "own_loss", "correct", "accuracy"]).isSubset(of: point.keys))
      #expect(point["beta"] is NSNull)
    }
  }

  @Test("a plane has a point for each pair; directions written are directions read")
  func directions() throws {
    let drawn = try slice("--dimensions", "2", "--points", "2", "--seed", "7", "--write-directions", "directions")
    let points = try #require(drawn["points"] as? [[String: Any]])
    #expect(
      points.map { [$0["alpha"] as? Double, $0["beta"] as? Double] } == [[-1, -1], [-1, 1], [1, -1], [1, 1]])
    let given = try slice(
      "--points", "2", "--direction", "directions/direction-1.safetensors", "--direction",
      "directions/direction-2.safetensors")
    #expect(given["points"] as? NSArray == drawn["points"] as? NSArray)
    let settings = try #require(given["settings"] as? [String: Any])
    #expect(settings["dimensions"] as? Int == 2 && settings["normalisation"] as? String == "given")
    #expect((drawn["settings"] as? [String: Any])?["normalisation"] as? String == "filter")
    let madeFrom = try #require(settings["made_from"] as? [String: String])
    #expect(madeFrom["checkpoint"]?.count == 64 && madeFrom["directions.1"]?.count == 64 && madeFrom["seed"] == nil)
  }

  @Test("as text, it is a table; the chart is a PNG")
  func text() throws {
    let outcome = try workshop.lossaudit(
      "slice", "model.safetensors.zst", "--points", "3", "--limit", "5", "--chart", "slice.png")
    #expect(outcome.output.hasPrefix("alpha      beta       cross-entropy  own loss       accuracy\n-1.0000 "))
    #expect(outcome.output.split(separator: "\n").count == 4)
    #expect(try workshop.folder.data("slice.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
  }

  @Test(
    "SIGINT ends it at once with 130, and says whether the same command goes on",
    arguments: [([], "starts over"), (["--output", "interrupted-slice"], "goes on from here")])
  func interrupted(flags: [String], sequel: String) throws {
    let running = try workshop.lossaudit.start(
      ["slice", "model.safetensors.zst", "--dimensions", "2", "--points", "1001", "--json", "never-sliced.json"] + flags
    )
    #expect(running.wait(for: "mnist from"))
    running.process.interrupt()
    let outcome = running.wait()
    #expect(outcome.code == 130 && outcome.errors.hasSuffix("lossaudit: interrupted; the same command \(sequel)\n"))
    #expect(!FileManager.default.fileExists(atPath: workshop.folder.path("never-sliced.json")))
  }

  @Test("one point is no slice, and flags that do not go together are refused")
  func usage() throws {
    for (arguments, words) in [
      (["--points", "1"], "--points: expected 0, or a whole number from 2 to 10001, found 1"),
      (["--points", "0"], "--points: expected 2 or more, since 0 asks for no slice, found 0"),
      (["--second-points", "5"], "--second-points: expected a plane, found a line"),
      (["other.zst", "--directions", "3"], "--directions: expected random directions, found others"),
      (["other.zst", "--direction", "d"], "--direction: expected directions or further models, found both"),
    ] {
      let outcome = try workshop.lossaudit.run(["slice", "model.safetensors.zst"] + arguments)
      #expect(outcome.code == 64 && outcome.errors.contains(words), "\(outcome.errors)")
    }
  }

  @Test("several directions, an attack and training images are named in the settings")
  func measures() throws {
    let report = try slice(
      "--points", "2", "--directions", "2", "--epsilon", "8/255", "--direction-normalisation", "layer", "--output",
      "unfinished")
    let settings = try #require(report["settings"] as? [String: Any])
    #expect(settings["normalisation"] as? String == "layer" && settings["directions"] as? Int == 2)
    #expect(settings["epsilon"] as? String == "8/255" && settings["batch_norm"] as? String == "fixed")
    #expect((report["draws"] as? [Any])?.count == 2 && (report["spread"] as? [Any])?.count == 2)
    let points = try #require(report["points"] as? [[String: Any]])
    #expect(points.allSatisfy { $0["fgsm_correct"] is Int && $0["accuracy_standard_error"] is Double })
    // What is whole is read from the folder.
    #expect(try workshop.folder.data("unfinished/slice.json").count > 0)
    let again = try slice(
      "--points", "2", "--directions", "2", "--epsilon", "8/255", "--direction-normalisation", "layer", "--output",
      "unfinished")
    #expect(again["points"] as? NSArray == report["points"] as? NSArray)
  }

  @Test("a model is no way to itself")
  func itself() throws {
    let outcome = try workshop.lossaudit(
      "slice", "model.safetensors.zst", "model.safetensors.zst", "--limit", "5", "--points", "2")
    #expect(outcome.code == 1 && outcome.errors.contains("is the same model as model.safetensors.zst"))
  }
}

extension SliceCommandTests {
  @Test("training images and re-estimated batch-norm are taken and named")
  func trainingImages() throws {
    func settings(_ arguments: String...) throws -> [String: Any] {
      let outcome = try workshop.lossaudit.run(
        ["slice", "model.safetensors.zst", "--limit", "5", "--points", "3", "--json", "-", "--quiet"] + arguments)
      #expect(outcome.code == 0 && outcome.errors == "", "\(outcome.errors)")
      return try outcome.object()
    }
    let test = try settings(), train = try settings("--split", "train")
    let estimated = try settings("--batch-norm-images", "16")
    func words(_ report: [String: Any]) -> [String: Any] { report["settings"] as? [String: Any] ?? [:] }
    #expect(words(test)["split"] as? String == "test" && words(train)["split"] as? String == "train")
    #expect(test["points"] as? NSArray != train["points"] as? NSArray)
    #expect(words(estimated)["batch_norm"] as? String == "re-estimated")
    #expect(words(estimated)["batch_norm_images"] as? Int == 16)
    #expect(test["points"] as? NSArray != estimated["points"] as? NSArray)
  }

  @Test("charts and files of other formats are written, and a name that does not fit is refused")
  func files() throws {
    let outcome = try workshop.lossaudit(
      "slice", "model.safetensors.zst", "--limit", "5", "--points", "3", "--dimensions", "2", "--epsilon", "8/255",
      "--accuracy-chart", "accuracy.png", "--csv", "slice.csv", "--npy", "slice.npz", "--vti", "slice.vti")
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try workshop.folder.data("accuracy.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
    let lines = String(decoding: try workshop.folder.data("slice.csv"), as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 10 && lines[0].hasPrefix("draw,alpha,beta,cross_entropy,"))
    #expect(try workshop.folder.data("slice.npz").starts(with: [0x50, 0x4B, 3, 4]))
    #expect(String(decoding: try workshop.folder.data("slice.vti"), as: UTF8.self).contains("fgsm_accuracy"))
    let both = try workshop.lossaudit("slice", "model.safetensors.zst", "--trajectory", "a", "--directions", "2")
    #expect(both.code == 64 && both.errors.contains("--trajectory: expected no other directions"))
    for (flag, name) in [("--npy", "a.txt"), ("--vti", "a.vtk"), ("--accuracy-chart", "a.jpg")] {
      let refused = try workshop.lossaudit("slice", "model.safetensors.zst", flag, name)
      #expect(refused.code == 64 && refused.errors.contains("\(flag): expected a name ending in ."))
    }
  }

  @Test("the way of a training is drawn over the plane of its principal directions")
  func trajectory() throws {
    let trained = try workshop.lossaudit.run(
      Workshop.training + ["--epochs", "2", "--keep-every", "1", "--output", "way.safetensors.zst", "--quiet"])
    #expect(trained.code == 0, "\(trained.errors)")
    let outcome = try workshop.lossaudit(
      "slice", "way.safetensors.zst", "--trajectory", "way.epochs", "--limit", "5", "--points", "3", "--json", "-",
      "--chart", "way.png", "--quiet")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let report = try outcome.object()
    let way = try #require(report["trajectory"] as? [[String: Any]])
    #expect(way.map { $0["epoch"] as? Int } == [0, 1, 2])
    let settings = try #require(report["settings"] as? [String: Any])
    let explained = try #require(settings["explained_variance"] as? [Double])
    #expect(settings["normalisation"] as? String == "principal" && abs(explained.reduce(0, +) - 1) < 1e-6)
    #expect(try workshop.folder.data("way.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
    let none = try workshop.lossaudit("slice", "way.safetensors.zst", "--trajectory", "data", "--limit", "5")
    #expect(none.code == 1 && none.errors.contains("has no models of a training's way"))
  }
}
