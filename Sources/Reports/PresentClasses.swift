import Robustness

extension AuditReport {
  /// How many classes the attacked images are of; `nil` in a report that does not say. The first few images may be of fewer
  /// classes than the data.
  var presentClasses: Int? {
    perClass.map { rows in rows.count { $0.total > 0 } }.flatMap { $0 > 0 ? $0 : nil }
  }
}
