/// What leaves a measure of sharpness as it is.
enum SharpnessInvariance {
  private static let layers = "scaling a layer by c and the next by 1/c"

  /// For each measure, by its key in JSON.
  static let all: [String: String] = [
    "half_width_10_points": layers,
    "mean_cross_entropy_rise": layers,
    "sam": "nothing; it grows where a layer shrinks and the next grows",
    "asam": "\(layers), roughly: η and biases do not scale",
    "adaptive_worst_case": "\(layers), and scaling all logits",
    "adaptive_average_case": "\(layers), and scaling all logits",
    "hessian": "nothing; it grows where a layer shrinks and the next grows",
  ]
}
