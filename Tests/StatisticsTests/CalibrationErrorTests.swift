import Files
import Foundation
import Testing

@testable import Statistics

@Suite("Calibration error")
struct CalibrationErrorTests {
  @Test("by hand: gaps of three bins, weighed by their images")
  func byHand() throws {
    let error = try #require(
      CalibrationError(
        confidences: [0.62, 0.95, 0.64, 0.66, 0.68], correct: [false, true, true, false, false]))
    #expect(error.bins.map(\.count) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 1, 0, 0, 0, 1])
    // (0.6, 0.6667]: one of three right.
    #expect(abs(error.bins[9].meanConfidence - 0.64) < 1e-15 && error.bins[9].accuracy == 1.0 / 3)
    #expect(error.bins[10] == .init(count: 1, meanConfidence: 0.68, accuracy: 0))
    #expect(error.bins[14] == .init(count: 1, meanConfidence: 0.95, accuracy: 1))
    #expect(error.bins[0] == .init(count: 0, meanConfidence: 0, accuracy: 0))
    // (3 · (0.64 − 1/3) + 0.68 + 0.05) / 5.
    #expect(abs(error.expected - (0.92 + 0.68 + 0.05) / 5) < 1e-15)
  }

  @Test(
    "a bin holds its upper end and not its lower one",
    arguments: [(0.2, 2), (0.4, 5), (0.6, 8), (0.8, 11), (1.0 / 15, 0), (14.0 / 15, 13)] as [(Double, Int)])
  func edges(end: Double, bin: Int) {
    #expect(Self.bin(end) == bin)
    #expect(Self.bin(end.nextUp) == bin + 1)
  }

  @Test("0 is in the first bin and 1 in the last")
  func ends() {
    #expect(Self.bin(0) == 0 && Self.bin(1e-300) == 0 && Self.bin(1) == 14)
  }

  /// Where one image of this confidence is counted.
  static func bin(_ confidence: Double) -> Int? {
    CalibrationError(confidences: [confidence], correct: [true])?.bins.firstIndex { $0.count == 1 }
  }

  @Test("sure and right is 0, sure and wrong is 1, and bins do not make up for each other")
  func extremes() {
    #expect(CalibrationError(confidences: [1, 1], correct: [true, true])?.expected == 0)
    #expect(CalibrationError(confidences: [1, 1], correct: [false, false])?.expected == 1)
    #expect(
      CalibrationError(confidences: [0.75, 0.75, 0.75, 0.75], correct: [true, true, true, false])?.expected == 0)
    // Too shy by 0.5 in one, too sure by 0.5 in the other.
    #expect(CalibrationError(confidences: [0.5, 0.5, 1, 1], correct: [true, true, true, false])?.expected == 0.5)
  }

  @Test("the order of images does not matter")
  func order() {
    // Sixteenths: their sums are exact in any order.
    let confidences = (0..<60).map { Double($0 * 7 % 16 + 1) / 16 }, correct = (0..<60).map { $0 % 3 != 0 }
    let found = CalibrationError(confidences: confidences, correct: correct)
    #expect(found != nil && found == CalibrationError(confidences: confidences.reversed(), correct: correct.reversed()))
  }

  @Test("no images and no numbers have no calibration", arguments: [[], [0.5, .nan], [1.5, 0.5], [-0.1, 0.5]])
  func none(confidences: [Double]) {
    #expect(CalibrationError(confidences: confidences, correct: confidences.map { _ in true }) == nil)
  }

  @Test("is written under its full name and read back")
  func json() throws {
    let error = try #require(CalibrationError(confidences: [0.3, 0.9], correct: [true, false]))
    let data = try StableJSON.encode(error)
    let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(Set(json.keys) == ["expected_calibration_error", "bins"])
    let bins = try #require(json["bins"] as? [[String: Any]])
    #expect(bins.count == 15)
    for bin in bins { #expect(Set(bin.keys) == ["count", "mean_confidence", "accuracy"]) }
    #expect(try StableJSON.decode(CalibrationError.self, from: data, path: "audit.json") == error)
  }
}
