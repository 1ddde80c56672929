import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("Contrast and brightness")
struct ToneTests {
  static let colour = ImageShape(height: 2, width: 3, channels: 3)

  @Test("contrast moves each value towards its channel's mean, which stays", arguments: 1...5)
  func contrast(severity: Int) {
    let shape = ImageShape(height: 2, width: 2, channels: 2), c = CorruptionName.contrast.parameters[severity - 1]
    // Channel means 0.5 and 0.25.
    let image: [Float] = [0, 0.25, 1, 0, 0.25, 0.5, 0.75, 0.25]
    let expected = [-0.5, 0, 0.5, -0.25, -0.25, 0.25, 0.25, 0].enumerated().map { i, distance in
      (i.isMultiple(of: 2) ? 0.5 : 0.25) + c * distance
    }
    #expect(
      Deviation.largest(CorruptionSamples.corrupted(image, shape, .contrast, severity: severity), expected) < 1e-7)
    let constant = CorruptionSamples.constant(0.3, shape)
    #expect(CorruptionSamples.corrupted(constant, shape, .contrast, severity: severity) == constant)
  }

  @Test("brightness adds to grey values, up to white", arguments: 1...5)
  func grey(severity: Int) {
    let shape = ImageShape(height: 1, width: 4, channels: 1), c = CorruptionName.brightness.parameters[severity - 1]
    let found = CorruptionSamples.corrupted([0, 0.25, 0.5, 0.9375], shape, .brightness, severity: severity)
    #expect(Deviation.largest(found, [c, 0.25 + c, 0.5 + c, min(0.9375 + c, 1)]) < 1e-7)
  }

  /// From scikit-image 0.26: `v = rgb2hsv(x); v[..., 2] = np.clip(v[..., 2] + c, 0, 1); hsv2rgb(v)`.
  @Test(
    "brightness of colours is that of V in HSV, black and white included",
    arguments: [
      (1, [0.05, 0.05, 0.05, 0.5625, 0.8125, 1, 0.175, 0.175, 0.0875, 0.9875, 0.5266667, 0]),
      (2, [0.1, 0.1, 0.1, 0.5625, 0.8125, 1, 0.225, 0.225, 0.1125, 1, 0.5333333, 0]),
      (5, [0.3, 0.3, 0.3, 0.5625, 0.8125, 1, 0.425, 0.425, 0.2125, 1, 0.5333333, 0]),
    ])
  func colour(severity: Int, expected: [Double]) {
    var image = CorruptionSamples.formula(Self.colour)
    image.replaceSubrange(0..<3, with: [0, 0, 0])
    image.replaceSubrange(12..<15, with: [1, 1, 1])
    let found = CorruptionSamples.corrupted(image, Self.colour, .brightness, severity: severity)
    #expect(Deviation.largest(found, expected + [1, 1, 1, 1, 0.0625, 0.125]) < 1e-7)
  }
}
