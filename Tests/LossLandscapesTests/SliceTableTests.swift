import Testing

@testable import LossLandscapes

@Suite("Slice table")
struct SliceTableTests {
  @Test("a line for each draw and point under the names of JSON; what is missing is empty, what is not finite is said")
  func lines() throws {
    var report = try SliceReportTests.report(dimensions: 2)
    report.points[0].crossEntropy = .infinity
    report.points[1].crossEntropy = .nan
    report.points[2].ownLoss = nil
    let lines = SliceTable.csv(report).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(lines.count == 17 && lines.allSatisfy { $0.count == lines[0].count })
    #expect(lines[0].starts(with: ["draw", "alpha", "beta", "cross_entropy"]))
    #expect(lines[1].starts(with: ["0", "-1", "-1", "Inf"]) && lines[2].starts(with: ["0", "-1", "-0.5", "NaN"]))
    let own = try #require(lines[0].firstIndex(of: "own_loss")), total = try #require(lines[0].firstIndex(of: "total"))
    #expect(lines[3][own] == "" && lines[4][own] == "\(report.points[3].ownLoss!)")
    #expect(lines.dropFirst().allSatisfy { $0[total] == "24" && $0.last == "" })
  }

  @Test("every draw has its points")
  func draws() throws {
    var report = try SliceReportTests.report(dimensions: 1)
    report.draws = (0..<2).map { .init(draw: $0, points: report.points, flatness: report.flatness, cosine: nil) }
    let lines = SliceTable.csv(report).split(separator: "\n")
    #expect(lines.count == 9 && lines[5].hasPrefix("1,-1,,"))
  }
}
