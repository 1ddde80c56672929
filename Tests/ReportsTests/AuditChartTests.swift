import Charts
import Statistics
import Testing

@testable import Reports
@testable import Robustness

@Suite("The chart of one audit")
struct AuditChartTests {
  /// Of 100 images, the more of them right the later the curve.
  static func report(_ curves: [(attack: String, loss: String)], epsilons: String = "0.5,0") throws -> AuditReport {
    let strengths = try epsilons.split(separator: ",").map { try Epsilon(parsing: String($0)) }
    let labels = try curves.map { attack, loss in
      let attack = AttackName(rawValue: attack)!
      return AttackLabel(attack, through: attack.followsAnyLoss ? try RequestedLoss(parsing: loss) : nil)
    }
    func points(_ right: Int) -> [AttackPoint] {
      strengths.map { epsilon in
        let correct = (0..<100).map { $0 < (epsilon.value == 0 ? 90 : right) }
        return AttackPoint(
          epsilon: epsilon, correct: correct, cumulative: correct, maxPerturbation: 0, zeroGradient: 0)
      }
    }
    return AuditReport(
      total: 100, clean: Accuracy(correct: 90, total: 100),
      curves: labels.enumerated().map { AttackCurve($1, points: points(10 + $0)) },
      worstCase: points(10), checks: [],
      settings: .init(attacks: labels.map(\.attack), epsilons: strengths, losses: [:], checkpoint: "m.safetensors"))
  }

  static let all: [(String, String)] =
    ["fgsm", "pgd"].flatMap { attack in ["own", "cross-entropy", "dlr"].map { (attack, $0) } }
    + ["apgd-ce", "apgd-dlr", "apgd-t", "square", "autoattack"].map { ($0, "standard") }

  @Test("one attack: a curve per loss and the worst case, in ascending ε whatever the order asked for")
  func oneAttack() throws {
    let report = try Self.report([("fgsm", "own"), ("fgsm", "taylorglo:0.123456,0,1")])
    let chart = AuditChart.chart(report, title: "Accuracy under attack", dataset: "mnist")
    #expect(
      chart.series.map(\.name) == ["worst of these, per image", "FGSM through own", "FGSM through taylorglo:0.123,0,1"])
    #expect(chart.series.allSatisfy { $0.points.map(\.x) == [0, 0.5] && $0.band.count == 2 })
    #expect(chart.series[1].points.map(\.y) == [0.9, 0.1] && chart.series[2].points.map(\.y) == [0.9, 0.11])
    #expect(chart.series.map(\.isEmphasised) == [true, false, false] && chart.series.map(\.style) == [6, 0, 1])
    #expect(chart.footnote == "mnist test, n = 100. Bands: Wilson 95 %. Attacks bound robust accuracy from above.")
    #expect(chart.references.isEmpty)
  }

  @Test("several attacks: each has its colour, each loss its dash, and no two curves look alike")
  func manyAttacks() throws {
    let chart = AuditChart.chart(try Self.report(Self.all), title: "", dataset: "mnist")
    let styles = chart.series.compactMap(\.style), colors = LineChart.Series.colors
    #expect(styles.count == 12 && Set(styles).count == 12)
    // FGSM through three losses, then PGD.
    #expect(Set(styles[1...3].map { $0 % colors }).count == 1 && Set(styles[4...6].map { $0 % colors }).count == 1)
    #expect(styles[1...3].map { $0 / colors } == [0, 1, 2] && styles[4...6].map { $0 / colors } == [0, 1, 2])
    // Black is the worst case's alone.
    #expect(styles.dropFirst().allSatisfy { $0 % colors != 6 })
    #expect(chart.series.last?.name == "AutoAttack")
    #expect(chart.series.map(\.band.count) == [2] + chart.series.dropFirst().map { _ in 0 })
    #expect(chart.footnote.contains("Band: Wilson 95 % of the worst case,"))
    #expect(chart.footnote.contains("go on, in this order, with images that are still right."))
  }

  @Test("equal curves are one, with all their names")
  func equal() throws {
    let report = try Self.report(Self.all, epsilons: "0")
    let chart = AuditChart.chart(report, title: "", dataset: "")
    #expect(chart.series.count == 2 && chart.series[1].style == 0)
    #expect(chart.series[1].name.hasPrefix("FGSM through own = FGSM through cross-entropy = "))
    #expect(chart.series[1].name.hasSuffix(" = Square = AutoAttack"))
  }

  @Test("a report that knows its classes has the line of chance")
  func chance() throws {
    var report = try SampleResults.study().losses[0].models[0].attack
    #expect(AuditChart.chart(report, title: "", dataset: "").references.map(\.value) == [1.0 / 3])
    // The model has three outputs for data of two classes.
    report.settings.dataClasses = 2
    #expect(AuditChart.chart(report, title: "", dataset: "").references.map(\.value) == [0.5])
    #expect(AuditChart.comparison(report, report, dataset: "").references.map(\.value) == [0.5])
  }

  @Test("two models: the worst case of each, named")
  func comparison() throws {
    var first = try Self.report([("fgsm", "own")]), second = first
    first.settings.checkpoint = "a.safetensors"
    second.settings.checkpoint = "b.safetensors"
    let chart = AuditChart.comparison(first, second, dataset: "mnist")
    #expect(chart.series.map(\.name) == ["A: a", "B: b"])
    first.settings.checkpoint = "one/a.safetensors"
    second.settings.checkpoint = "two/a.safetensors.zst"
    #expect(
      AuditChart.comparison(first, second, dataset: "mnist").series.map(\.name) == [
        "A: one/a.safetensors", "B: two/a.safetensors.zst",
      ])
    #expect(chart.series.allSatisfy { $0.points.map(\.x) == [0, 0.5] && $0.points.map(\.y) == [0.9, 0.1] })
  }
}
