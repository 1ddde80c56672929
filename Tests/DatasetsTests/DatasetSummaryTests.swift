import Datasets
import Foundation
import TestSupport
import Testing

@Suite("Summary of a data set")
struct DatasetSummaryTests {
  @Test("images are counted per class, in both splits, and measured on the training images")
  func counts() throws {
    try withTemporaryFolder { folder in
      try writeIDX(training: noise(12), test: noise(3), to: folder)
      let dataset = try Dataset.load(.mnist, folder: folder), summary = DatasetSummary(dataset)
      #expect(summary.training == [2, 2, 1, 1, 1, 1, 1, 1, 1, 1])
      #expect(summary.test == [1, 1, 1, 0, 0, 0, 0, 0, 0, 0])
      #expect(summary.measured == .measured(on: dataset.training))
      let json = try #require(
        try JSONSerialization.jsonObject(with: JSONEncoder().encode(summary)) as? [String: Any])
      #expect(
        json.keys.sorted() == [
          "classes", "folder", "measured", "name", "normalisation", "sha256", "shape", "test", "training",
        ])
      let measured = try #require(json["measured"] as? [String: Any])
      #expect(measured.keys.sorted() == ["mean", "standard_deviation"])
    }
  }
}
