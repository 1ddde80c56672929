import Files
import Foundation
import Testing

@testable import Robustness

@Suite("Comparison")
struct ComparisonTests {
  /// Of 40 images, the first `both` are right in both models, then `b` in A alone, then `c` in B alone.
  static func outcomes(_ both: Int, _ b: Int, _ c: Int) -> (a: [Bool], b: [Bool]) {
    ((0..<40).map { $0 < both + b }, (0..<40).map { $0 < both || $0 >= both + b && $0 < both + b + c })
  }

  static func comparison(_ counts: [(both: Int, b: Int, c: Int)], swapped: Bool = false) -> Comparison {
    let models = counts.map { outcomes($0.both, $0.b, $0.c) }
    let a = models.map(\.a), b = models.map(\.b)
    return Comparison(
      epsilons: counts.indices.map { Double($0) / 10 }, a: swapped ? b : a, b: swapped ? a : b)
  }

  /// p by hand: 1 of 6 is 2 · (1 + 6) / 64, 0 of 12 is 2 / 4096, 0 of 7 is 2 / 128, 0 of 6 is 2 / 64.
  static let counts = [(both: 20, b: 5, c: 1), (10, 12, 0), (5, 0, 7), (0, 6, 0)]

  @Test("each strength has its counts, its p by hand, and Holm's p over all strengths")
  func points() {
    let found = Self.comparison(Self.counts)
    #expect(found.total == 40)
    #expect(found.points.map(\.epsilon) == [0, 0.1, 0.2, 0.3])
    #expect(found.points.map(\.correctA) == [25, 22, 5, 6])
    #expect(found.points.map(\.correctB) == [21, 10, 12, 0])
    #expect(found.points.map(\.b) == [5, 12, 0, 6])
    #expect(found.points.map(\.c) == [1, 0, 7, 0])
    for (found, p) in zip(found.points.map(\.p), [0.21875, 2.0 / 4096, 2.0 / 128, 2.0 / 64]) {
      #expect(abs(found / p - 1) < 1e-14)
    }
    for (found, p) in zip(found.points.map(\.adjustedP), [0.21875, 8.0 / 4096, 6.0 / 128, 4.0 / 64]) {
      #expect(abs(found / p - 1) < 1e-14)
    }
  }

  @Test("the adjusted p decides: 6 images to none are enough alone, and not as one question of four")
  func verdicts() {
    #expect(
      Self.comparison(Self.counts).points.map(\.verdict.rawValue) == [
        "no decisive difference", "A keeps more", "B keeps more", "no decisive difference",
      ])
    #expect(Self.comparison([(0, 6, 0)]).points[0].verdict == .firstKeepsMore)
    #expect(Self.comparison([(0, 5, 0)]).points[0].verdict == .undecided)
    #expect(Self.comparison([(40, 0, 0), (0, 0, 0)]).points.map(\.verdict) == [.undecided, .undecided])
  }

  @Test("swapping the models swaps counts and verdicts and leaves every p")
  func symmetry() {
    let found = Self.comparison(Self.counts), swapped = Self.comparison(Self.counts, swapped: true)
    for (one, other) in zip(found.points, swapped.points) {
      #expect(one.correctA == other.correctB && one.correctB == other.correctA && one.b == other.c && one.c == other.b)
      #expect(one.p == other.p && one.adjustedP == other.adjustedP)
    }
    #expect(swapped.points.map(\.verdict) == [.undecided, .secondKeepsMore, .firstKeepsMore, .undecided])
  }

  @Test("no strengths and no images compare nothing")
  func empty() {
    #expect(Comparison(epsilons: [], a: [], b: []).points.isEmpty)
    let point = Comparison(epsilons: [0.1], a: [[]], b: [[]]).points[0]
    #expect(point.p == 1 && point.verdict == .undecided)
  }

  @Test("JSON has the keys that others read, and reads back as it was written")
  func json() throws {
    let comparison = Self.comparison(Self.counts), data = try StableJSON.encode(comparison)
    let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(Set(json.keys) == ["total", "points"])
    let points = try #require(json["points"] as? [[String: Any]])
    #expect(points.count == 4)
    for point in points {
      #expect(
        Set(point.keys) == ["epsilon", "correct_a", "correct_b", "b", "c", "p", "adjusted_p", "verdict"])
    }
    #expect(points[1]["verdict"] as? String == "A keeps more")
    #expect(try StableJSON.decode(Comparison.self, from: data, path: "comparison.json") == comparison)
  }
}
