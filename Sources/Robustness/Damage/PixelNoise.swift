import Tensors

/// Noise on every value of an image by itself: each channel of each pixel.
enum PixelNoise {
  typealias Image = UnsafeMutableBufferPointer<Float>

  /// x + N(0, σ²).
  static func addGaussian(to image: Image, deviation: Double, _ stream: inout RandomStream) {
    for i in image.indices { image[i] = Corruption.clipped(Double(image[i]) + deviation * stream.nextNormal()) }
  }

  /// Poisson(x c) / c: what a sensor that counts c photons at white makes of x.
  static func countPhotons(in image: Image, brightest: Double, _ stream: inout RandomStream) {
    for i in image.indices {
      let photons = stream.nextPoisson(mean: Double(image[i]) * brightest)
      image[i] = Corruption.clipped(Double(photons) / brightest)
    }
  }

  /// With probability `share` 0 or 1, equally often.
  static func saltAndPepper(_ image: Image, share: Double, _ stream: inout RandomStream) {
    for i in image.indices {
      let draw = stream.nextUniformDouble()
      if draw < share { image[i] = draw < share / 2 ? 0 : 1 }
    }
  }

  /// x + x N(0, σ²).
  static func scaleGaussian(_ image: Image, deviation: Double, _ stream: inout RandomStream) {
    for i in image.indices { image[i] = Corruption.clipped(Double(image[i]) * (1 + deviation * stream.nextNormal())) }
  }
}
