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

  @Test(
    "what cannot be asked ends with 64",
    arguments: [
      (["certify", "m.zst", "--norm", "l1"], "--norm: expected linf or l2, found l1"),
      (["certify", "m.zst", "--seconds", "-1"], "--seconds"),
      (["certify", "m.zst", "--epsilons", "0,,1"], "--epsilons"),
      (["certify", "m.zst", "--vnnlib", "Package.swift"], "Package.swift"),
    ] as [([String], String)])
  func usage(arguments: [String], message: String) throws {
    let outcome = try workshop.lossaudit.run(arguments)
    #expect(outcome.code != 0 && outcome.errors.contains(message), "\(outcome.errors)")
  }
}
