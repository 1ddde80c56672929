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
}
