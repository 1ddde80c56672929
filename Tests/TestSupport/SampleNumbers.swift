public import Datasets
import Foundation
public import Tensors

/// Random numbers and images for tests, each a function of its seed.
///
/// They have a generator of their own (SplitMix64), which is optimised here in debug builds too: networks of millions
/// of weights are filled in no time.
public enum SampleNumbers {
  public static func normals(_ count: Int, seed: UInt64, scale: Double = 1) -> [Double] {
    var state = seed
    return (0..<count).map { _ in
      let radius = (-2 * log(1 - uniform(&state))).squareRoot()
      return scale * radius * cos(2 * .pi * uniform(&state))
    }
  }

  /// As `normals`, rounded to Float: numbers that the engine and a twin can both hold.
  public static func floats(_ count: Int, seed: UInt64, scale: Double = 1) -> [Float] {
    normals(count, seed: seed, scale: scale).map { Float($0) }
  }

  /// Images of uniform noise with labels below `classes`.
  public static func images(_ shape: ImageShape, count: Int, classes: Int, seed: UInt64) -> ImageSet {
    var state = seed
    return ImageSet(
      shape: shape, pixels: (0..<count * shape.count).map { _ in UInt8(256 * uniform(&state)) },
      labels: (0..<count).map { _ in UInt8(Double(classes) * uniform(&state)) })
  }

  /// In [0, 1).
  private static func uniform(_ state: inout UInt64) -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }
}
