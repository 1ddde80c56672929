/// How often each channel has each level, 0 to 255: all that mean and deviation need of any number of images.
struct PixelHistogram {
  let channels: Int
  private var counts: [Int]

  init(channels: Int) {
    self.channels = channels
    counts = [Int](repeating: 0, count: 256 * channels)
  }

  /// Counts the pixels of one image, of shape (H, W, C).
  mutating func add(_ pixels: some Sequence<UInt8>) {
    for (i, pixel) in pixels.enumerated() { counts[i % channels * 256 + Int(pixel)] += 1 }
  }

  /// The mean and the deviation of each channel, in pixel units, summed in double precision.
  var normalisation: Normalisation {
    let moments = (0..<channels).map { c -> (Float, Float) in
      var sum = 0.0, squares = 0.0
      let n = Double(max(counts[c * 256..<(c + 1) * 256].reduce(0, +), 1))
      for level in 0..<256 {
        let value = Double(level) / 255, times = Double(counts[c * 256 + level])
        sum += times * value
        squares += times * value * value
      }
      let mean = sum / n
      return (Float(mean), Float(max(squares / n - mean * mean, 0).squareRoot()))
    }
    return Normalisation(mean: moments.map(\.0), standardDeviation: moments.map(\.1))
  }
}
