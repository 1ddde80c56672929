import Foundation
import Robustness
import Statistics

/// Tests of whether losses differ by more than their seeds do: Welch's test between every two losses, corrected by Holm's
/// method for all tests of the table.
struct SeedTests {
  /// Fewer seeds decide nothing: the spread of two to four values is hardly known, and chance makes it too small often.
  static let fewestSeeds = 5

  /// The difference of two losses in one measure.
  struct Difference: Equatable {
    /// The difference of the means over seeds, in points of accuracy.
    let points: Double
    /// The p-value adjusted for all tests of the table; `nil` where there are too few seeds, or no spread, for a test.
    var adjustedP: Double?
    /// The smaller number of seeds of the two losses.
    let seeds: Int

    var isDecisive: Bool { seeds >= SeedTests.fewestSeeds && adjustedP.map { $0 <= Comparison.level } ?? false }
  }

  /// The two losses, such as `baikal − cross-entropy`.
  struct Row: Equatable {
    let name: String
    var differences: [Difference]
  }

  /// `clean`, then the worst case at each ε above 0.
  let measures: [HTML]
  /// One row for every two losses: each one less each of those before it.
  let rows: [Row]
  /// The number of tests in the table.
  private let tests: Int

  init(_ results: StudyResults) {
    let losses = results.trained
    let settings = losses.first?.models.first?.attack.settings, epsilons = settings?.epsilons ?? []
    let strengths = epsilons.indices.filter { epsilons[$0].value > 0 }
    measures = ["clean"] + strengths.map { "worst case<br>\(settings!.norm.title) ε = \(epsilons[$0].text)" }
    let values = losses.map { loss in
      [loss.models.map(\.testAccuracy.accuracy)]
        + strengths.map { e in loss.models.map { $0.attack.worstCase[e].accuracy } }
    }
    var rows = losses.indices.flatMap { later in
      (0..<later).map { earlier in
        Row(
          name: "\(losses[later].name) − \(losses[earlier].name)",
          differences: zip(values[later], values[earlier]).map { a, b in
            Difference(
              points: 100 * (Self.mean(a) - Self.mean(b)), adjustedP: WelchTest(a, b)?.p, seeds: min(a.count, b.count))
          })
      }
    }
    let adjusted = Holm.adjusted(rows.flatMap(\.differences).compactMap(\.adjustedP))
    var next = adjusted.makeIterator()
    for row in rows.indices {
      for place in rows[row].differences.indices where rows[row].differences[place].adjustedP != nil {
        rows[row].differences[place].adjustedP = next.next()
      }
    }
    self.rows = rows
    tests = adjusted.count
  }

  private static func mean(_ values: [Double]) -> Double { SeedSpread(values)?.mean ?? 0 }

  /// The table with the words that explain it. It is empty where there are fewer than two losses.
  var html: HTML {
    guard !rows.isEmpty else { return "" }
    let heading: HTML = "<h3>Do the losses differ by more than chance?</h3>\n"
    guard tests > 0 else {
      return heading
        + "<p>No decisive difference: a test needs two seeds or more of each loss, and \(Self.fewestSeeds) to decide.</p>"
    }
    return heading
      + HTML.narrowTable(
        ["points of accuracy"] + measures, rows.map { row in ["\(row.name)"] + row.differences.map(Self.cell) })
      + "<p>Differences of means over seeds, and p of Welch's test over seeds after Holm's correction for "
      + (tests == 1 ? "the one test" : "all \(tests) tests") + " of this table. A difference is decisive where p is at "
      + "most \(Comparison.level) and each of the two losses has \(Self.fewestSeeds) seeds or more. "
      + "Two models of the same images are compared image by image by <code>lossaudit attack A B</code>.</p>"
  }

  private static func cell(_ difference: Difference) -> HTML {
    let points = String(format: "%+.1f", difference.points).replacing("-", with: "−")
    let p = difference.adjustedP.map { $0 < 0.0001 ? ", p < 0.0001" : String(format: ", p = %.2g", $0) } ?? ""
    return difference.isDecisive ? "<b>\(points)\(p)</b>" : "\(points)\(p)<br><small>no decisive difference</small>"
  }
}
