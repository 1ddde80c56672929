import LossLandscapes

/// What stands under the picture of a slice.
enum SliceCaption {
  /// `mark` is the shape of the mark at the origin of a plane.
  static func text(_ slice: SliceReport, mark: String? = nil) -> String {
    let settings = slice.settings
    // Adding 0 takes the sign from a zero.
    let cosine = settings.cosine.map { " (cosine \(($0 * 10_000).rounded() / 10_000 + 0))" } ?? ""
    let split = settings.split == .train ? "training images" : "test"
    var parts = [
      "\(settings.dataset.map { "\($0) \(split), " } ?? "")n = \(Caption.grouped(slice.total))",
      origin(settings) + cosine, fixed(settings),
    ]
    if let draws = slice.draws {
      parts.append(
        settings.dimensions == 2
          ? "the median of \(draws.count) draws of directions at each place; their spread is not drawn"
          : "median, and band from the lowest to the highest, of \(draws.count) draws of directions")
    } else if settings.dimensions == 1 {
      parts.append("band: 95 % interval over the images")
    }
    if let mark { parts.append("\(mark): \(settings.towards == nil ? "the trained weights" : "the first model")") }
    return parts.joined(separator: "; ") + ". Flatness alone is not robustness."
  }

  /// How many directions there are, for the list of charts.
  static func directions(_ settings: SliceReport.Settings) -> String {
    let isPlane = settings.dimensions == 2
    guard let draws = settings.directions, draws > 1 else {
      return isPlane ? "two random directions" : "one random direction"
    }
    return isPlane
      ? "two random directions, the median of \(draws) draws of both"
      : "\(draws) random directions, as their median and the band of all"
  }

  private static func origin(_ settings: SliceReport.Settings) -> String {
    if let explained = settings.explainedVariance {
      let shares = explained.map { "\(Caption.fixed(100 * $0)) %" }.joined(separator: " and ")
      return
        "first two principal directions of the training's way, which explain \(shares) of the squared distances from"
        + " its end; line: the models on that way, projected"
    }
    if let towards = settings.towards { return "directions to \(towards.joined(separator: " and "))" }
    guard let seed = settings.seed else { return "given directions" }
    let kind =
      switch settings.normalisation {
      case "layer": "layer-normalised Gaussian directions"
      case "none": "Gaussian directions without normalisation"
      default: "filter-normalised Gaussian directions"
      }
    return "\(kind), seed \(seed)"
  }

  private static func fixed(_ settings: SliceReport.Settings) -> String {
    if let images = settings.batchNormImages {
      return "batch-norm re-estimated on \(Caption.grouped(images)) training images at each point"
    }
    if settings.towards != nil { return "running statistics of any batch-norm interpolated" }
    // A user's own directions may move biases and the weights of batch-norm, but never its running statistics.
    let fixed = settings.seed == nil ? "running statistics of any batch-norm" : "biases and any batch-norm"
    return "\(fixed) as trained"
  }
}
