public import Tensors

/// One corruption at one severity.
///
/// Images go in and come out as pixels in [0, 1] and are not rounded to bytes in between: CIFAR-10-C's files hold bytes
/// because they are files (cut, not rounded: 1/510 darker on average), and a model here reads floats.
public struct Corruption: Sendable, Equatable {
  public let name: CorruptionName
  /// The severity, from 1 to 5.
  public let severity: Int
  /// The strength, measured in the name's `quantity`.
  let parameter: Double

  public init(_ name: CorruptionName, severity: Int) {
    self.init(name, severity: severity, parameter: name.parameters[severity - 1])
  }

  init(_ name: CorruptionName, severity: Int, parameter: Double) {
    self.name = name
    self.severity = severity
    self.parameter = parameter
  }

  /// Corrupts one image (H, W, C) where it lies.
  ///
  /// Its random numbers are keyed by the seed, the corruption, the image's place in its set and the severity.
  public func apply(to pixels: UnsafeMutablePointer<Float>, shape: ImageShape, seed: UInt64, example: Int) {
    let image = UnsafeMutableBufferPointer(start: pixels, count: shape.count)
    var stream = RandomStream(
      seed: seed, purpose: .corruption, index: UInt64(example),
      subindex: UInt32(CorruptionName.allCases.firstIndex(of: name)! << 8 | severity))
    switch name {
    case .gaussianNoise: PixelNoise.addGaussian(to: image, deviation: parameter, &stream)
    case .shotNoise: PixelNoise.countPhotons(in: image, brightest: parameter, &stream)
    case .impulseNoise: PixelNoise.saltAndPepper(image, share: parameter, &stream)
    case .speckleNoise: PixelNoise.scaleGaussian(image, deviation: parameter, &stream)
    case .gaussianBlur: GaussianBlur(deviation: parameter).apply(to: image, shape: shape)
    case .contrast: Tone.scaleContrast(of: image, channels: shape.channels, factor: parameter)
    case .brightness: Tone.brighten(image, channels: shape.channels, by: parameter)
    case .pixelate: Pixelation(scale: parameter).apply(to: image, shape: shape)
    }
  }

  /// The nearest pixel value in [0, 1].
  static func clipped(_ value: Double) -> Float { Float(min(max(value, 0), 1)) }
}
