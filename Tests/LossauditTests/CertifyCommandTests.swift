import Foundation
import TestSupport
import Testing

@Suite("lossaudit certify")
struct CertifyCommandTests {
  let workshop: Workshop

  init() throws { workshop = try Workshop.shared.get() }

  @Test("prints JSON with the agreed keys, in which every image has one verdict at each ε")
  func json() throws {
    let outcome = try workshop.lossaudit.run([
      "certify", "model.safetensors.zst", "--limit", "2", "--epsilons", "0,0.0001", "--seconds", "0", "--json", "-",
      "--quiet",
    ])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let report = try outcome.object()
    #expect(Set(report.keys) == ["total", "clean", "points", "images", "checks", "settings"])
    let points = try #require(report["points"] as? [[String: Any]])
    #expect(points.map { $0["epsilon"] as? Double } == [0, 0.0001])
    for point in points {
      let counts = ["proved", "broken", "open"].compactMap { point[$0] as? Int }
      #expect(counts.count == 3 && counts.reduce(0, +) == 2 && point["seconds"] is Double)
    }
    #expect((report["images"] as? [[String: Any]])?.count == 2)
  }

  @Test("with --margins gives a bound for each class but the label's, at each ε; it falls as ε grows")
  func margins() throws {
    let outcome = try workshop.lossaudit.run([
      "certify", "model.safetensors.zst", "--limit", "2", "--epsilons", "0,0.0001", "--seconds", "0", "--margins",
      "--json", "-", "--quiet",
    ])
    #expect(outcome.code == 0, "\(outcome.errors)")
    for image in try #require(try outcome.object()["images"] as? [[String: Any]]) {
      let label = try #require(image["label"] as? Int)
      let margins = try #require(image["margins"] as? [[Any]]).map { $0.map { $0 as? Double } }
      #expect(margins.count == 2)
      for (other, (clean, changed)) in zip(margins[0], margins[1]).enumerated() {
        #expect(other == label ? clean == nil && changed == nil : changed! < clean!)
      }
    }
  }

  @Test(
    "what cannot be asked ends with 64",
    arguments: [
      (["certify", "m.zst", "--norm", "l1"], "--norm: expected linf or l2, found l1"),
      (["certify", "m.zst", "--seconds", "-1"], "--seconds"),
      (["certify", "m.zst", "--margins"], "--margins: expected --json FILE beside it"),
      (["certify", "m.zst", "--epsilons", "0,,1"], "--epsilons"),
      (["certify", "m.zst", "--vnnlib", "Package.swift"], "Package.swift"),
    ] as [([String], String)])
  func usage(arguments: [String], message: String) throws {
    let outcome = try workshop.lossaudit.run(arguments)
    #expect(outcome.code != 0 && outcome.errors.contains(message), "\(outcome.errors)")
  }
}
