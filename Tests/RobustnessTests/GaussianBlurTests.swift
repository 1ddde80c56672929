import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("Gaussian blur")
struct GaussianBlurTests {
  static let shape = ImageShape(height: 9, width: 7, channels: 2)

  /// From scikit-image 0.26, and the same to 1e-12 by scipy 1.17's `gaussian_filter(x, (s, s, 0), mode="nearest",
  /// truncate=4.0)`: `skimage.filters.gaussian(x, sigma=s, channel_axis=-1)`.
  @Test(
    "is scikit-image's, borders included",
    arguments: [
      (
        1,
        [
          0.05966609, 0.5389881, 0.2023109, 0.7452833, 0.4924258, 0.2626232, 0.09954982, 0.1771941, 0.9444637,
          0.5743269, 0.8844917, 0.09671555, 0.8870128, 0.5776428, 0.912589, 0.1854575,
        ]
      ),
      (
        2,
        [
          0.2341343, 0.4865827, 0.3982379, 0.5790165, 0.4681323, 0.3031114, 0.2051866, 0.3289564, 0.7700768,
          0.6313283, 0.7205628, 0.3762092, 0.7289675, 0.622647, 0.683485, 0.3402383,
        ]
      ),
      (
        3,
        [
          0.2887009, 0.4737128, 0.4464904, 0.5367281, 0.4587627, 0.3191145, 0.238184, 0.37472, 0.7089773, 0.6532461,
          0.6689225, 0.4616608, 0.6750496, 0.6323099, 0.6206604, 0.3807773,
        ]
      ),
      (
        4,
        [
          0.3227605, 0.4643281, 0.4701561, 0.5123636, 0.4514751, 0.3320428, 0.2598541, 0.4012682, 0.6662903,
          0.6636352, 0.6393864, 0.5132404, 0.6395427, 0.6316885, 0.5837343, 0.4037913,
        ]
      ),
      (
        5,
        [
          0.3564927, 0.4500174, 0.4815327, 0.4888417, 0.4410394, 0.3500036, 0.2847664, 0.4226729, 0.6135171,
          0.6587247, 0.6168529, 0.5594273, 0.6025525, 0.6128938, 0.5483763, 0.4244629,
        ]
      ),
    ])
  func recorded(severity: Int, expected: [Double]) {
    let blurred = CorruptionSamples.corrupted(
      CorruptionSamples.formula(Self.shape), Self.shape, .gaussianBlur, severity: severity)
    // The record has seven digits.
    #expect(Deviation.largest(CorruptionSamples.border(blurred, Self.shape), expected) < 1e-6)
  }

  @Test("leaves an image of one value as it is, at the borders too", arguments: [0.3, 1] as [Float], 1...5)
  func constant(value: Float, severity: Int) {
    let image = CorruptionSamples.constant(value, Self.shape)
    #expect(CorruptionSamples.corrupted(image, Self.shape, .gaussianBlur, severity: severity) == image)
  }

  @Test("of a point has the variance σ² both ways and keeps the sum, a channel by itself", arguments: [0.8, 1, 1.5])
  func point(deviation: Double) {
    let shape = ImageShape(height: 21, width: 21, channels: 2), centre = (10 * 21 + 10) * 2
    var image = CorruptionSamples.constant(0, shape)
    image[centre] = 1
    let blurred = CorruptionSamples.corrupted(image, shape, .gaussianBlur, parameter: deviation).map { Double($0) }
    var sum = 0.0, down = 0.0, across = 0.0
    for y in 0..<21 {
      for x in 0..<21 {
        let value = blurred[(y * 21 + x) * 2]
        sum += value
        down += value * Double((y - 10) * (y - 10))
        across += value * Double((x - 10) * (x - 10))
        #expect(blurred[(y * 21 + x) * 2 + 1] == 0)
      }
    }
    #expect(abs(sum - 1) < 1e-6)
    // What is cut beyond 4σ is 1e-3 of the variance.
    #expect(abs(down / (deviation * deviation) - 1) < 2e-3 && abs(across / (deviation * deviation) - 1) < 2e-3)
  }
}
