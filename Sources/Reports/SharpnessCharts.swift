public import Charts
public import LossLandscapes

/// Charts of how sharp minima are.
public enum SharpnessCharts {
  /// The density of the eigenvalues of each model's Hessian.
  public static func density(_ models: [(String, SharpnessReport)], subtitle: String = "") -> LineChart {
    // Far from every eigenvalue a Gaussian is 0 to the last digit: such places would make the axis all there is.
    let floor = 1e-7 * (models.flatMap(\.1.hessian.density.density).max() ?? 1)
    return LineChart(
      title: "Density of the eigenvalues of the Hessian of cross-entropy", subtitle: subtitle,
      x: Axis("Eigenvalue"), y: Axis("Density", scale: .log),
      series: models.enumerated().map { style, model in
        let density = model.1.hessian.density
        return .init(
          model.0,
          points: zip(density.eigenvalues, density.density).map { Point($0, max($1, floor)) }, style: style)
      }, references: [ReferenceLine(.vertical, at: 0, "0")], footnote: models.first.map { caption($0.1) } ?? "")
  }

  private static func caption(_ report: SharpnessReport) -> String {
    let settings = report.settings
    let data = settings.dataset.map { "\($0) \(settings.split == .train ? "training images" : "test"), " } ?? ""
    return "\(data)n = \(Caption.grouped(report.total)); stochastic Lanczos quadrature, \(settings.lanczosSteps) steps"
      + " from one start, seed \(settings.seed), smoothed by a Gaussian of width"
      + " \(Caption.short(report.hessian.density.width)); batch-norm fixed. Flatness alone is not robustness."
  }
}
