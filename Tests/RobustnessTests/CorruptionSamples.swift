import Tensors

@testable import Robustness

/// Small images for corruptions, and what becomes of them.
enum CorruptionSamples {
  /// Pixel (y, x), channel c: ((7y + 3x + 5c)² mod 17) / 16, which float32 holds exactly.
  static func formula(_ shape: ImageShape) -> [Float] {
    var image: [Float] = []
    for y in 0..<shape.height {
      for x in 0..<shape.width {
        for c in 0..<shape.channels {
          let root = 7 * y + 3 * x + 5 * c
          image.append(Float(root * root % 17) / 16)
        }
      }
    }
    return image
  }

  static func constant(_ value: Float, _ shape: ImageShape) -> [Float] {
    [Float](repeating: value, count: shape.count)
  }

  static func corrupted(
    _ image: [Float], _ shape: ImageShape, _ name: CorruptionName, severity: Int = 1, parameter: Double? = nil,
    seed: UInt64 = 1, example: Int = 0
  ) -> [Float] {
    var image = image
    let corruption =
      parameter.map { Corruption(name, severity: severity, parameter: $0) } ?? Corruption(name, severity: severity)
    image.withUnsafeMutableBufferPointer {
      corruption.apply(to: $0.baseAddress!, shape: shape, seed: seed, example: example)
    }
    return image
  }

  /// The first row of channel 0, then the last column of the last channel.
  static func border(_ image: [Float], _ shape: ImageShape) -> [Float] {
    func value(_ y: Int, _ x: Int, _ c: Int) -> Float { image[(y * shape.width + x) * shape.channels + c] }
    return (0..<shape.width).map { value(0, $0, 0) }
      + (0..<shape.height).map { value($0, shape.width - 1, shape.channels - 1) }
  }
}
