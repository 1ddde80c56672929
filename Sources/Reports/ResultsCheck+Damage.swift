import Robustness

/// Checks of what damage did to a model.
extension ResultsCheck {
  func damage(_ report: DamageReport, at place: String) throws {
    try whole(report.total, in: 0...Self.most, at: "\(place).total")
    try accuracy(report.clean, of: report.total, at: "\(place).clean")
    try whole(report.settings.draws, in: 1...1000, at: "\(place).settings.draws")
    try whole(report.settings.classes, in: 2...65_536, at: "\(place).settings.classes")
    if let classes = report.settings.dataClasses {
      try whole(classes, in: 1...report.settings.classes, at: "\(place).settings.data_classes")
    }
    try distinct(report.curves.map(\.damage), at: "\(place).curves")
    for (number, curve) in report.curves.enumerated() {
      for (index, point) in curve.points.enumerated() {
        let here = "\(place).curves[\(number)].points[\(index)]"
        try share(point.accuracy, at: "\(here).accuracy")
        try interval(point.interval, at: here)
        try length(
          point.draws?.count ?? 0, curve.target == .weights ? report.settings.draws : 0, "draws", at: "\(here).draws")
        for right in point.draws ?? [] { try whole(right, in: 0...report.total, at: "\(here).draws") }
      }
    }
  }
}
