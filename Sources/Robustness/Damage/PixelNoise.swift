import Tensors

/// Noise on every value of an image by itself: each channel of each pixel.
enum PixelNoise {
  typealias Image = UnsafeMutableBufferPointer<Float>

  /// Adds noise: x becomes x + N(0, σ²).
  static func addGaussian(to image: Image, deviation: Double, _ stream: inout RandomStream) {
    for i in image.indices { image[i] = Corruption.clipped(Double(image[i]) + deviation * stream.nextNormal()) }
  }

  /// Counts photons: x becomes Poisson(x c) / c, as in a sensor that counts c photons at white.
  static func countPhotons(in image: Image, brightest: Double, _ stream: inout RandomStream) {
    for i in image.indices {
      let photons = stream.nextPoisson(mean: Double(image[i]) * brightest)
      image[i] = Corruption.clipped(Double(photons) / brightest)
    }
  }

  /// Makes each value 0 or 1, equally often, with the probability `share`.
  static func saltAndPepper(_ image: Image, share: Double, _ stream: inout RandomStream) {
    for i in image.indices {
      let draw = stream.nextUniformDouble()
      if draw < share { image[i] = draw < share / 2 ? 0 : 1 }
    }
  }

  /// Adds noise in proportion to the value: x becomes x + x N(0, σ²).
  static func scaleGaussian(_ image: Image, deviation: Double, _ stream: inout RandomStream) {
    for i in image.indices { image[i] = Corruption.clipped(Double(image[i]) * (1 + deviation * stream.nextNormal())) }
  }
}
