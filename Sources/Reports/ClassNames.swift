import Charts
import Robustness

/// The names of classes as charts show them.
struct ClassNames {
  /// The names by label; `nil` of a class whose name is not known.
  private let names: [String?]

  init(_ report: AuditReport) { names = (report.perClass ?? []).map(\.name) }

  /// The name of a class, or its number where it has none that the charts' font can draw.
  subscript(label: Int) -> String {
    guard let name = name(label) else { return "\(label)" }
    return Glyphs.canDraw(name) ? name : "\(label)"
  }

  /// A sentence on those of `labels` that have their number although they have a name; empty where there are none.
  func note(of labels: [Int]) -> String {
    let replaced = Set(labels).filter { label in name(label).map { !Glyphs.canDraw($0) } ?? false }.sorted()
    guard let first = replaced.first else { return "" }
    return replaced.count == 1
      ? " Class \(first) has its number (from 0): the font cannot draw its name."
      : " \(replaced.count) classes have their numbers (from 0): the font cannot draw their names."
  }

  private func name(_ label: Int) -> String? { names.indices.contains(label) ? names[label] : nil }
}
