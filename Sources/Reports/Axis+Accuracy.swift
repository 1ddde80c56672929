import Charts
import Robustness

extension Axis {
  /// Accuracy from 0 to 100 %.
  static let accuracy = Axis("Accuracy", format: .percent, range: 0...1)

  /// Attack strength, with a tick at each ε of the audit.
  static func strength(_ settings: AuditReport.Settings) -> Axis {
    let ticks = settings.epsilons.sorted { $0.value < $1.value }.map { Tick($0.value, $0.text) }
    return Axis("Attack strength ε", unit: Caption.unit(settings.norm), ticks: ticks.count < 2 ? nil : ticks)
  }
}
