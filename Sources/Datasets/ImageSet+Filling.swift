import Tensors

extension ImageSet {
  /// Byte k as the float32 nearest to k / 255.
  private static let levels: [Float] = (0...255).map { Float(Double($0) / 255) }

  /// Writes the images at `indices` as pixels in [0, 1], (N, H, W, C), and their labels.
  ///
  /// An image's augmentation is keyed by (seed, epoch, its index): it does not depend on the batch or the thread.
  /// Allocates nothing.
  public func fill(
    _ indices: [Int], into target: UnsafeMutablePointer<Float>, labels targetLabels: UnsafeMutablePointer<Int32>,
    augmentation: Augmentation = .none, seed: UInt64 = 0, epoch: Int = 0
  ) {
    Self.levels.withUnsafeBufferPointer { levels in
      storage.withUnsafeBufferPointer { pixels in
        for (place, index) in indices.enumerated() {
          targetLabels[place] = Int32(labels[index])
          let source = pixels.baseAddress! + position(of: index) * shape.count
          let image = target + place * shape.count
          if augmentation == .none {
            for i in 0..<shape.count { image[i] = levels[Int(source[i])] }
          } else {
            var stream = RandomStream(
              seed: seed, purpose: .augmentation, index: UInt64(index), subindex: UInt32(truncatingIfNeeded: epoch) << 8
            )
            fill(image, from: source, levels.baseAddress!, augmentation, &stream)
          }
        }
      }
    }
  }

  private func fill(
    _ image: UnsafeMutablePointer<Float>, from source: UnsafePointer<UInt8>, _ levels: UnsafePointer<Float>,
    _ augmentation: Augmentation, _ stream: inout RandomStream
  ) {
    // Both are always drawn: switching one on does not change the other.
    let flips = stream.nextBits() & 1 == 1 && augmentation.horizontalFlip
    let padding = augmentation.cropPadding
    let down = stream.nextInteger(below: 2 * padding + 1) - padding
    let right = stream.nextInteger(below: 2 * padding + 1) - padding
    let channels = shape.channels
    for y in 0..<shape.height {
      for x in 0..<shape.width {
        let sourceY = y + down, sourceX = (flips ? shape.width - 1 - x : x) + right
        let pixel = image + (y * shape.width + x) * channels
        let isInside = sourceY >= 0 && sourceY < shape.height && sourceX >= 0 && sourceX < shape.width
        for c in 0..<channels {
          pixel[c] = isInside ? levels[Int(source[(sourceY * shape.width + sourceX) * channels + c])] : 0
        }
      }
    }
  }
}
