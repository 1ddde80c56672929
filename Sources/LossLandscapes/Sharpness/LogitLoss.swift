import Losses

/// A loss of logits, which may be normalised first.
struct LogitLoss: Sendable {
  var loss: Loss
  /// Whether the logits of an image are divided by their standard deviation over the classes, as in "A Modern Look at the
  /// Relationship between Sharpness and Generalization" (Andriushchenko et al. 2023). Then a model that is surer of the
  /// same answers is not sharper for it.
  var normalisesLogits = false

  /// The loss of each of `count` images in `values`, and `scale` times its gradient at `logits` in `gradient`.
  ///
  /// With z̃ = z / s and s² = Σ (z − z̄)² / K the gradient at z is (g̃ − (g̃ · z̃) (z − z̄) / (K s)) / s.
  func evaluate(
    logits: UnsafePointer<Float>, labels: [Int32], count: Int, classes: Int, scale: Double,
    values: inout [Double], gradient: UnsafeMutablePointer<Float>?
  ) {
    guard normalisesLogits else {
      return loss.evaluate(
        logits: logits, labels: labels, count: count, classes: classes, gradientScale: scale, values: &values,
        gradient: gradient)
    }
    var normalised = [Float](repeating: 0, count: count * classes)
    var deviations = [Double](repeating: 0, count: count)
    for row in 0..<count {
      let z = (0..<classes).map { Double(logits[row * classes + $0]) }
      let mean = z.reduce(0, +) / Double(classes)
      let variance = z.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(classes)
      // Logits that are all equal have no direction: they stay as they are.
      deviations[row] = variance > 0 ? variance.squareRoot() : 1
      for k in 0..<classes { normalised[row * classes + k] = Float(z[k] / deviations[row]) }
    }
    loss.evaluate(
      logits: normalised, labels: labels, count: count, classes: classes, gradientScale: scale, values: &values,
      gradient: gradient)
    guard let gradient else { return }
    for row in 0..<count {
      let places = row * classes..<(row + 1) * classes, s = deviations[row]
      let mean = places.reduce(0) { $0 + Double(normalised[$1]) } / Double(classes)
      let product = places.reduce(0) { $0 + Double(gradient[$1]) * Double(normalised[$1]) }
      for i in places {
        gradient[i] = Float((Double(gradient[i]) - product * (Double(normalised[i]) - mean) / Double(classes)) / s)
      }
    }
  }
}
