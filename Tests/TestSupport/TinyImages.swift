public import Datasets
public import Models
public import Tensors

/// A problem that trains in milliseconds: 8x8 grey images of four classes, each a bright row at its own height, in noise.
public enum TinyImages {
  public static let shape = ImageShape(height: 8, width: 8, channels: 1)
  public static let classes = 4
  public static let normalisation = Normalisation(mean: [0.25], standardDeviation: [0.5])

  public static func images(_ count: Int, seed: UInt64) -> ImageSet {
    var stream = RandomStream(seed: seed, purpose: .test)
    var pixels: [UInt8] = []
    for image in 0..<count {
      for row in 0..<shape.height {
        for _ in 0..<shape.width {
          let isBright = row == 2 * (image % classes)
          pixels.append(isBright ? 200 : UInt8(stream.nextInteger(below: 100)))
        }
      }
    }
    return ImageSet(shape: shape, pixels: pixels, labels: (0..<count).map { UInt8($0 % classes) })
      .with(meanPixel: normalisation.mean)
  }

  /// The smallest architecture that takes these images.
  public static let architecture = ArchitectureName.preResNet(depth: 8)

  public static func network(
    classes: Int = classes, normalisation: Normalisation = normalisation
  ) throws -> Network {
    try architecture.network(
      input: shape, classes: classes, mean: normalisation.mean, standardDeviation: normalisation.standardDeviation)
  }
}
