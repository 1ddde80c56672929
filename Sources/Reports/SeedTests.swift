import Foundation
import Robustness
import Statistics

/// Tests of whether losses differ by more than their seeds do: Welch's test between every two losses.
struct SeedTests {
  /// The difference of two losses in one measure.
  struct Difference: Equatable {
    /// The difference of the means over seeds, in points of accuracy.
    let points: Double
    /// The p-value; `nil` where there are too few seeds, or no spread, for a test.
    let p: Double?

    var isDecisive: Bool { p.map { $0 <= Comparison.level } ?? false }
  }

  /// The two losses, such as `baikal − cross-entropy`.
  struct Row: Equatable {
    let name: String
    let differences: [Difference]
  }

  /// `clean`, then the worst case at each ε above 0.
  let measures: [String]
  /// One row for every two losses: each one less each of those before it.
  let rows: [Row]

  init(_ results: StudyResults) {
    let settings = results.losses.first?.models.first?.attack.settings, epsilons = settings?.epsilons ?? []
    let strengths = epsilons.indices.filter { epsilons[$0].value > 0 }
    measures = ["clean"] + strengths.map { "worst case<br>\(settings!.norm.title) ε = \(epsilons[$0].text)" }
    let values = results.losses.map { loss in
      [loss.models.map(\.testAccuracy.accuracy)]
        + strengths.map { e in loss.models.map { $0.attack.worstCase[e].accuracy } }
    }
    rows = results.losses.indices.flatMap { later in
      (0..<later).map { earlier in
        Row(
          name: "\(results.losses[later].name) − \(results.losses[earlier].name)",
          differences: zip(values[later], values[earlier]).map { a, b in
            Difference(points: 100 * (Self.mean(a) - Self.mean(b)), p: WelchTest(a, b)?.p)
          })
      }
    }
  }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(values.count, 1)) }

  /// The table with the words that explain it. It is empty where there are fewer than two losses.
  var html: String {
    guard !rows.isEmpty else { return "" }
    let tests = rows.flatMap(\.differences).count { $0.p != nil }
    let heading = "<h3>Do the losses differ by more than chance?</h3>\n"
    guard tests > 0 else {
      return heading + "<p>No decisive difference: two seeds or more of each loss are needed.</p>"
    }
    return heading
      + HTML.table(
        ["points of accuracy"] + measures,
        rows.map { row in [HTML.escape(row.name)] + row.differences.map(Self.cell) })
      + "<p>Differences of means over seeds, and p of Welch's test: a difference is decisive where p is at most "
      + "\(Comparison.level). Each p is of one test by itself, and there are \(tests): where all losses were equal, "
      + String(
        format: "about %.0f would be decisive by chance.</p>", max(1, (Comparison.level * Double(tests)).rounded()))
  }

  private static func cell(_ difference: Difference) -> String {
    let points = String(format: "%+.1f", difference.points).replacing("-", with: "−")
    let p = difference.p.map { $0 < 0.0001 ? ", p &lt; 0.0001" : String(format: ", p = %.2g", $0) } ?? ""
    return difference.isDecisive ? "<b>\(points)\(p)</b>" : "\(points)\(p)<br><small>no decisive difference</small>"
  }
}
