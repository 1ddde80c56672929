import Certification
import Robustness

/// Checks of what was proved of a model.
extension ResultsCheck {
  func certification(_ report: CertificationReport, at place: String) throws {
    try whole(report.total, in: 0...Self.most, at: "\(place).total")
    try accuracy(report.clean, of: report.total, at: "\(place).clean")
    try length(report.images.count, report.total, "images", at: "\(place).images")
    for (number, point) in report.points.enumerated() {
      let here = "\(place).points[\(number)]"
      for (name, count) in [("proved", point.proved), ("broken", point.broken), ("open", point.open)] {
        try whole(count, in: 0...report.total, at: "\(here).\(name)")
      }
      guard point.proved + point.broken + point.open == report.total else {
        throw error(here, expected: "proved, broken and open images that are \(report.total)", found: "others")
      }
      try accuracy(point.lower, of: report.total, at: "\(here).lower")
      try accuracy(point.upper, of: report.total, at: "\(here).upper")
    }
  }
}
