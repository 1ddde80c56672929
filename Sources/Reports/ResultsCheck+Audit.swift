import Robustness
import Statistics

/// Checks of one model's audit.
extension ResultsCheck {
  func audit(_ report: AuditReport, at place: String) throws {
    try whole(report.total, in: 0...Self.most, at: "\(place).total")
    try accuracy(report.clean, of: report.total, at: "\(place).clean")
    if let classes = report.settings.dataClasses {
      try whole(classes, in: 1...65_536, at: "\(place).settings.data_classes")
    }
    let epsilons = report.settings.epsilons
    for (number, curve) in report.curves.enumerated() {
      try self.curve(curve, of: report, at: "\(place).curves[\(number)]")
    }
    try points(report.worstCase, of: report, at: "\(place).worst_case")
    try distinct(report.checks.map(\.name), at: "\(place).checks")
    try distinct(report.curves.map { "\($0.label)" }, at: "\(place).curves")
    if let calibration = report.calibration {
      if let clean = calibration.clean { try self.calibration(clean, report.total, at: "\(place).calibration.clean") }
      if let attacked = calibration.underAttack {
        try self.calibration(attacked.error, report.total, at: "\(place).calibration.under_attack")
      }
    }
    if let sizes = report.smallestEpsilons { try self.sizes(sizes, report, at: "\(place).smallest_epsilon") }
    for (number, row) in (report.perClass ?? []).enumerated() {
      let here = "\(place).per_class[\(number)]"
      guard row.number == number else { throw error("\(here).class", expected: "\(number)", found: "\(row.number)") }
      try whole(row.total, in: 0...report.total, at: "\(here).total")
      try whole(row.cleanCorrect, in: 0...row.total, at: "\(here).clean_correct")
      try length(row.worstCase.count, epsilons.count, "points, one for each ε", at: "\(here).worst_case")
      for (e, point) in row.worstCase.enumerated() {
        try whole(point.correct, in: 0...row.total, at: "\(here).worst_case[\(e)].correct")
      }
    }
    if let rows = report.perClass {
      try length(rows.map(\.total).reduce(0, +), report.total, "images of all classes", at: "\(place).per_class")
    }
  }

  /// Steps go upwards from 0 to the largest ε, and they and what is left are all images. Where attacks have no target, what
  /// they have broken at an ε is broken by a change of that size.
  private func sizes(_ sizes: SmallestEpsilons, _ report: AuditReport, at place: String) throws {
    try whole(sizes.unbroken, in: 0...report.total, at: "\(place).unbroken")
    var last = (epsilon: -1.0, broken: 0)
    for (number, step) in sizes.steps.enumerated() {
      let here = "\(place).steps[\(number)]"
      guard step.epsilon > last.epsilon, number > 0 || step.epsilon == 0, step.epsilon <= sizes.largest.value else {
        throw error("\(here).epsilon", expected: "ascending numbers from 0 to the largest ε", found: "\(step.epsilon)")
      }
      try whole(step.broken, in: last.broken...report.total, at: "\(here).broken")
      last = (step.epsilon, step.broken)
    }
    try length(last.broken + sizes.unbroken, report.total, "images, broken and unbroken", at: place)
    guard report.settings.target == nil else { return }
    for point in report.worstCase {
      let broken = report.total - point.cumulativeCorrect
      try whole(
        sizes.broken(at: point.epsilon.value), in: broken...report.total,
        at: "\(place), up to ε = \(point.epsilon.text)")
    }
  }

  private func curve(_ curve: AttackCurve, of report: AuditReport, at place: String) throws {
    try points(curve.points, of: report, at: "\(place).points")
    for (number, part) in (curve.parts ?? []).enumerated() {
      try self.curve(part, of: report, at: "\(place).parts[\(number)]")
    }
  }

  /// One point for each ε of the audit, in its order.
  private func points(_ points: [AttackPoint], of report: AuditReport, at place: String) throws {
    let epsilons = report.settings.epsilons
    try length(points.count, epsilons.count, "points, one for each ε", at: place)
    for (number, point) in points.enumerated() {
      let here = "\(place)[\(number)]"
      guard point.epsilon.value == epsilons[number].value else {
        throw error("\(here).epsilon", expected: epsilons[number].text, found: point.epsilon.text)
      }
      try whole(point.correct, in: 0...report.total, at: "\(here).correct")
      try whole(point.cumulativeCorrect, in: 0...report.total, at: "\(here).cumulative_correct")
      try whole(point.zeroGradient, in: 0...report.total, at: "\(here).zero_gradient")
      try share(point.accuracy, at: "\(here).accuracy")
      try interval(point.interval, at: here)
      if let gain = point.gain {
        try whole(gain.left, in: 0...report.total, at: "\(here).left_before")
        try whole(gain.broken, in: 0...gain.left, at: "\(here).newly_broken")
        try whole(gain.passes.backward, in: 0...1 << 53, at: "\(here).gradients")
        try whole(gain.passes.forward, in: gain.passes.backward...1 << 53, at: "\(here).forward_passes")
      }
      for (figure, key) in [
        (point.quantised, "correct_quantised"), (point.reached, "reached"),
        (point.reachedQuantised, "reached_quantised"),
      ] {
        if let figure { try accuracy(figure, of: report.total, at: "\(here).\(key)") }
      }
    }
  }

  private func calibration(_ error: CalibrationError, _ total: Int, at place: String) throws {
    try share(error.expected, at: "\(place).expected_calibration_error")
    try length(error.bins.count, CalibrationError.binCount, "bins", at: "\(place).bins")
    for (number, bin) in error.bins.enumerated() {
      let here = "\(place).bins[\(number)]"
      try whole(bin.count, in: 0...total, at: "\(here).count")
      try share(bin.accuracy, at: "\(here).accuracy")
      try share(bin.meanConfidence, at: "\(here).mean_confidence")
    }
    try length(error.bins.map(\.count).reduce(0, +), total, "images in all bins", at: "\(place).bins")
  }
}
