import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("Pixelation")
struct PixelationTests {
  static let shape = ImageShape(height: 9, width: 7, channels: 2)

  /// From Pillow 13.0, each channel as an image of mode F, which is not rounded to bytes:
  /// `Image.fromarray(x).resize((int(7 * s), int(9 * s)), Image.BOX).resize((7, 9), Image.BOX)`.
  @Test(
    "is Pillow's, bit for bit",
    arguments: [
      (1, [0, 0.5625, 0.46875, 0.5, 0.5, 0.25, 0.0625, 0.125, 1, 0.5625, 0.46875, 0.9375, 0.9375, 0.5625, 1, 0.125]),
      (2, [0, 0.5625, 0.46875, 0.5, 0.5, 0.25, 0.0625, 0.125, 1, 0.5625, 0.46875, 0.9375, 0.9375, 0.5625, 1, 0.125]),
      (
        3,
        [
          0, 0.34375, 0.34375, 0.8125, 0.375, 0.375, 0.0625, 0.125, 0.78125, 0.78125, 0.9375, 0, 0.9375, 0.78125,
          0.78125, 0.125,
        ]
      ),
      (
        4,
        [
          0.46875, 0.65625, 0.65625, 0.4375, 0.375, 0.375, 0.4375, 0.5625, 0.5625, 0.5625, 0.46875, 0.9375, 0.9375,
          0.78125, 0.125, 0.125,
        ]
      ),
      (
        5,
        [
          0.609375, 0.609375, 0.5, 0.375, 0.375, 0.40625, 0.40625, 0.65625, 0.65625, 0.609375, 0.609375, 0.28125,
          0.65625, 0.65625, 0.5, 0.5,
        ]
      ),
    ] as [(Int, [Float])])
  func recorded(severity: Int, expected: [Float]) {
    let pixelated = CorruptionSamples.corrupted(
      CorruptionSamples.formula(Self.shape), Self.shape, .pixelate, severity: severity)
    #expect(CorruptionSamples.border(pixelated, Self.shape) == expected)
  }

  /// Read from Pillow 13.0 by resizing images of one white pixel. At 30 · 0.95 = 28, rounding decides which box takes a
  /// pixel whose centre lies on the border of two: pixel 7 is in both.
  @Test(
    "averages the pixels that Pillow does",
    arguments: [
      (28, 0.95, [0, 1, 2, 3, 4, 5, 6, 6, 8, 9], [1, 2, 3, 4, 5, 6, 8, 8, 9, 10]),
      (28, 0.65, [0, 0, 2, 3, 3, 5, 6, 6, 8, 9], [2, 2, 3, 5, 5, 6, 8, 8, 9, 11]),
      (32, 0.95, [0, 1, 2, 3, 4, 5, 6, 7, 7, 9], [1, 2, 3, 4, 5, 6, 7, 9, 9, 10]),
      (32, 0.65, [0, 0, 2, 3, 3, 5, 6, 6, 8, 8], [2, 2, 3, 5, 5, 6, 8, 8, 10, 10]),
      (30, 0.95, [0, 1, 2, 3, 4, 5, 6, 7, 7, 9], [1, 2, 3, 4, 5, 6, 8, 9, 9, 10]),
      (19, 0.65, [0, 0, 2, 3, 3, 5, 6, 6, 8, 10], [2, 2, 3, 5, 5, 6, 8, 8, 9, 11]),
    ])
  func sources(count: Int, scale: Double, first: [Int], end: [Int]) {
    let sources = Pixelation(scale: scale).sources(count)
    #expect(sources.count == count && Array(sources.prefix(10)) == zip(first, end).map { $0..<$1 })
  }

  @Test("leaves an image of one value as it is", arguments: 1...5)
  func constant(severity: Int) {
    let image = CorruptionSamples.constant(0.3, Self.shape)
    #expect(CorruptionSamples.corrupted(image, Self.shape, .pixelate, severity: severity) == image)
  }

  @Test("of an image too small to shrink takes the mean of all, and goes no lower than one pixel", arguments: [1, 2])
  func tiny(side: Int) {
    let shape = ImageShape(height: side, width: 1, channels: 1)
    #expect(
      CorruptionSamples.corrupted(Array([0.25, 0.75].prefix(side)), shape, .pixelate, severity: 5)
        == CorruptionSamples.constant(side == 1 ? 0.25 : 0.5, shape))
  }
}
