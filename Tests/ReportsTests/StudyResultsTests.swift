import Charts
import Files
import Foundation
import Losses
import Testing

@testable import Reports

@Suite("The results of a study")
struct StudyResultsTests {
  @Test("read back from JSON as the same value, with losses and architecture as their names")
  func roundTrip() throws {
    let results = try SampleResults.study(), data = try StableJSON.encode(results, pretty: false)
    #expect(try StableJSON.decode(StudyResults.self, from: data, path: "results.json") == results)
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.contains(#""label_smoothing":0.1,"loss":"taylorglo:0,0,1","models":["#))
    #expect(text.contains(#""winner":"taylorglo:0,0,1""#) && text.contains(#""best_loss":"taylorglo:0,0,1""#))
    #expect(text.contains(#""architecture":"preresnet-8""#))
  }

  @Test(
    "with a name that nobody knows are refused with file and key, instead of a report without that curve",
    arguments: [
      (#""loss":"cross-entropy","models""#, #""loss":"cross-entropi","models""#, "losses[0].loss", "cross-entropy"),
      (#""winner":"taylorglo:0,0,1""#, #""winner":"taylorglo:0,0""#, "losses[1].evolution.winner", "3, 5, 8, 12"),
      (
        #""best_loss":"taylorglo"#, #""best_loss":"tailorglo"#, "losses[1].evolution.generations[0].best_loss",
        "taylorglo"
      ),
      (#""label_smoothing":0.1"#, #""label_smoothing":1.5"#, "losses[1].loss", "at least 0 and below 1"),
      (#""architecture":"preresnet-8""#, #""architecture":"preresnet-9""#, "architecture", "D = 6n + 2"),
    ])
  func unknownName(written: String, misspelt: String, key: String, expected: String) throws {
    let text = String(decoding: try StableJSON.encode(SampleResults.study(), pretty: false), as: UTF8.self)
    try #require(text.contains(written))
    let error = #expect(throws: FileError.self) {
      try StableJSON.decode(
        StudyResults.self, from: Data(text.replacing(written, with: misspelt).utf8), path: "results.json")
    }
    #expect(error?.description.hasPrefix("results.json: \(key): ") == true, "\(error?.description ?? "")")
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  @Test("give every loss its curves in the charts of losses")
  func everyLoss() throws {
    let entries = StudyCharts(try SampleResults.study()).entries
    for file in ["loss-shapes.png", "attraction.png"] {
      let chart = try #require(entries.first { $0.file == file }?.chart as? LineChart)
      #expect(chart.series.map(\.name) == ["cross-entropy", "a\"b,c"])
    }
  }
}
