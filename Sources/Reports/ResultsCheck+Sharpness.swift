import LossLandscapes

/// Checks of one model's sharpness.
extension ResultsCheck {
  func sharpness(_ report: SharpnessReport, of results: StudyResults, at place: String) throws {
    try whole(report.total, in: 1...max(results.dataset.test, 1), at: "\(place).total")
    try share(report.accuracy, at: "\(place).accuracy")
    try whole(report.settings.directions, in: 1...1000, at: "\(place).settings.directions")
    try whole(report.directionsWithDrop, in: 0...report.settings.directions, at: "\(place).directions_with_drop")
    let hessian = report.hessian, density = hessian.density
    try whole(hessian.parameters, in: 1...Int(Int32.max) * 1000, at: "\(place).hessian.parameters")
    guard !hessian.eigenvalues.isEmpty else {
      throw error("\(place).hessian.eigenvalues", expected: "one or more", found: "none")
    }
    try length(density.weights.count, density.nodes.count, "weights", at: "\(place).hessian.density.weights")
    try length(density.density.count, density.eigenvalues.count, "places", at: "\(place).hessian.density.density")
  }
}
