import Charts
import Foundation
import Robustness
import Statistics

/// The accuracy of each class against ε, in one table for each model.
enum ClassChart {
  /// Tables with the worst case in every cell; `nil` where a report does not know its classes.
  static func chart(
    _ models: [(name: String, report: AuditReport)], subtitle: String, dataset: String
  ) -> HeatTable? {
    guard let first = models.first?.report, let classes = first.perClass, !classes.isEmpty,
      models.allSatisfy({ $0.report.perClass?.count == classes.count })
    else { return nil }
    let epsilons = first.settings.epsilons
    // ε = 0 is the column without attack.
    let columns = epsilons.indices.filter { epsilons[$0].value > 0 }.sorted { epsilons[$0].value < epsilons[$1].value }
    let names = ClassNames(first)
    let isEven = Set(classes.map(\.total)).count == 1
    return HeatTable(
      title: "Worst case of each class", subtitle: subtitle,
      columnLabel: "Attack strength ε (\(Caption.unit(first.settings.norm)))",
      rowLabel: "Class", value: Axis("Images still right", format: .percent, range: 0...1),
      columns: ["clean"] + columns.map { epsilons[$0].text },
      rows: classes.map { names[$0.number] + (isEven ? "" : " (\($0.total))") } + ["all"], hasTotal: true,
      panels: models.map { HeatTable.Panel($0.name, cells: cells($0.report, columns)) },
      footnote: "\(dataset) test, n = \(Caption.grouped(first.total)), "
        + (isEven ? "\(Caption.grouped(classes[0].total)) of each class" : "in parentheses those of each class")
        + ". Cells: percent right under every attack." + names.note(of: classes.map(\.number)))
  }

  private static func cells(_ report: AuditReport, _ columns: [Int]) -> [HeatTable.Cell] {
    let classes = (report.perClass ?? []).flatMap { row in
      ([row.cleanCorrect] + columns.map { row.worstCase[$0].correct }).map { cell($0, of: row.total) }
    }
    return classes
      + ([report.clean.correct] + columns.map { report.worstCase[$0].correct }).map { cell($0, of: report.total) }
  }

  private static func cell(_ correct: Int, of total: Int) -> HeatTable.Cell {
    guard total > 0 else { return HeatTable.Cell(.nan, "–") }
    let share = Double(correct) / Double(total)
    return HeatTable.Cell(share, String(format: "%.0f", 100 * share))
  }
}
