import Foundation

/// Tiny images in MNIST's layout: ten classes, each a bright row at its own height, in noise.
public enum SyntheticDigits {
  /// Pixels on a side: small enough for tests, large enough for a residual network.
  public static let side = 12

  /// Writes the four IDX files under `folder`.
  public static func write(to relative: String, in folder: ScratchFolder, training: Int = 80, test: Int = 24) throws {
    for (stem, count, seed) in [("train", training, UInt32(1)), ("t10k", test, 2)] {
      var noise = seed
      var pixels: [UInt8] = []
      for image in 0..<count {
        for row in 0..<side {
          for _ in 0..<side {
            noise = noise &* 1_664_525 &+ 1_013_904_223
            pixels.append(row == image % 10 + 1 ? 255 : UInt8(noise >> 26))
          }
        }
      }
      try folder.write(
        idx([count, side, side], pixels), to: "\(relative)/\(stem)-images-idx3-ubyte")
      try folder.write(idx([count], (0..<count).map { UInt8($0 % 10) }), to: "\(relative)/\(stem)-labels-idx1-ubyte")
    }
  }

  private static func idx(_ sizes: [Int], _ bytes: [UInt8]) -> Data {
    var data = Data([0, 0, 8, UInt8(sizes.count)])
    for size in sizes { withUnsafeBytes(of: UInt32(size).bigEndian) { data.append(contentsOf: $0) } }
    return data + bytes
  }
}
