import Tensors

/// The mean and the standard deviation of each channel, in pixel units [0, 1].
public struct Normalisation: Sendable, Codable, Equatable {
  public var mean: [Float]
  public var standardDeviation: [Float]

  enum CodingKeys: String, CodingKey {
    case mean
    case standardDeviation = "standard_deviation"
  }

  public init(mean: [Float], standardDeviation: [Float]) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// A normalisation from means and deviations of bytes, 0 to 255, as publications give them.
  init(levels: [Double], deviations: [Double]) {
    self.init(mean: levels.map { Float($0 / 255) }, standardDeviation: deviations.map { Float($0 / 255) })
  }

  /// The mean and the deviation over all pixels of `images`, summed in double precision.
  public static func measured(on images: ImageSet) -> Normalisation {
    let channels = images.shape.channels
    var histogram = [Int](repeating: 0, count: 256 * channels)
    for index in 0..<images.count {
      for (i, pixel) in images.pixels(of: index).enumerated() { histogram[i % channels * 256 + Int(pixel)] += 1 }
    }
    let n = Double(max(images.count * images.shape.height * images.shape.width, 1))
    let moments = (0..<channels).map { c -> (Float, Float) in
      var sum = 0.0, squares = 0.0
      for level in 0..<256 {
        let value = Double(level) / 255, times = Double(histogram[c * 256 + level])
        sum += times * value
        squares += times * value * value
      }
      let mean = sum / n
      return (Float(mean), Float(max(squares / n - mean * mean, 0).squareRoot()))
    }
    return Normalisation(mean: moments.map(\.0), standardDeviation: moments.map(\.1))
  }
}
