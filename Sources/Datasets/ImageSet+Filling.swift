public import Tensors

extension ImageSet {
  /// Writes the images at `indices` as pixels in [0, 1] of shape (N, H, W, C), and their labels.
  ///
  /// The augmentation of an image is keyed by the seed, the epoch and its index, and does not depend on the batch or
  /// the thread. The holes of Cutout have the colour of `meanPixel`. The images are spread over `pool` where there is
  /// one. Nothing is allocated, but for an image that comes from disk.
  public func fill(
    _ indices: [Int], into target: UnsafeMutablePointer<Float>, labels targetLabels: UnsafeMutablePointer<Int32>,
    augmentation: Augmentation = .none, seed: UInt64 = 0, epoch: Int = 0, pool: WorkerPool? = nil
  ) {
    precondition(
      augmentation.cutout == nil || meanPixel?.count == shape.channels, "Cutout needs the mean pixel of the images")
    let key = (seed: seed, epoch: epoch)
    if let pool {
      pool.parallel(indices.count, with: (self, indices, target, targetLabels, augmentation, key)) {
        shared, place, _ in
        let (images, indices, target, labels, augmentation, key) = shared
        images.fill(place, indices[place], target, labels, augmentation, key)
      }
    } else {
      for (place, index) in indices.enumerated() { fill(place, index, target, targetLabels, augmentation, key) }
    }
  }

  /// One image as pixels in [0, 1] of shape (H, W, C).
  public func image(_ index: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: shape.count) { buffer, count in
      var label: Int32 = 0
      fill([index], into: buffer.baseAddress!, labels: &label)
      count = shape.count
    }
  }

  private func fill(
    _ place: Int, _ index: Int, _ target: UnsafeMutablePointer<Float>, _ targetLabels: UnsafeMutablePointer<Int32>,
    _ augmentation: Augmentation, _ key: (seed: UInt64, epoch: Int)
  ) {
    targetLabels[place] = Int32(labels[index])
    storage.withBytes(at: position(of: index) * shape.count, count: shape.count) { source in
      let image = target + place * shape.count
      guard augmentation != .none else { return convert(image, source, shape.count) }
      let stream = RandomStream(
        seed: key.seed, purpose: .augmentation, index: UInt64(index),
        subindex: UInt32(truncatingIfNeeded: key.epoch) << 8)
      augment(image, source, augmentation, stream)
    }
  }

  private func augment(
    _ image: UnsafeMutablePointer<Float>, _ source: UnsafePointer<UInt8>, _ augmentation: Augmentation,
    _ randomStream: RandomStream
  ) {
    var stream = randomStream
    // All are always drawn, in this order: switching one on does not change the others.
    let flips = stream.nextBits() & 1 == 1 && augmentation.horizontalFlip
    let padding = augmentation.cropPadding
    let down = stream.nextInteger(below: 2 * padding + 1) - padding
    let right = stream.nextInteger(below: 2 * padding + 1) - padding
    let centre = (y: stream.nextInteger(below: shape.height), x: stream.nextInteger(below: shape.width))
    crop(image, source, flips: flips, down: down, right: right)
    if let size = augmentation.cutout { cut(image, size, around: centre) }
  }

  /// Cuts out a window. Its pixel (y, x) is the image's at (y + down, x + right), or at (y + down, width - 1 - x +
  /// right) where it is mirrored. It is black outside of the image.
  private func crop(
    _ image: UnsafeMutablePointer<Float>, _ source: UnsafePointer<UInt8>, flips: Bool, down: Int, right: Int
  ) {
    let (width, channels) = (shape.width, shape.channels), row = width * channels
    // Where the source has a column: x + shift runs over 0..<width.
    let shift = flips ? -right : right
    let first = min(max(-shift, 0), width), last = max(min(width - shift, width), first)
    for y in 0..<shape.height {
      let line = image + y * row, sourceY = y + down
      guard sourceY >= 0, sourceY < shape.height else {
        line.update(repeating: 0, count: row)
        continue
      }
      line.update(repeating: 0, count: first * channels)
      (line + last * channels).update(repeating: 0, count: (width - last) * channels)
      let sourceLine = source + sourceY * row
      guard flips else {
        convert(line + first * channels, sourceLine + (first + right) * channels, (last - first) * channels)
        continue
      }
      for x in first..<last {
        convert(line + x * channels, sourceLine + (width - 1 - x + right) * channels, channels)
      }
    }
  }

  private func cut(_ image: UnsafeMutablePointer<Float>, _ size: Int, around centre: (y: Int, x: Int)) {
    let top = centre.y - size / 2, left = centre.x - size / 2
    for y in max(top, 0)..<min(top + size, shape.height) {
      for x in max(left, 0)..<min(left + size, shape.width) {
        let pixel = image + (y * shape.width + x) * shape.channels
        for c in 0..<shape.channels { pixel[c] = meanPixel![c] }
      }
    }
  }

  /// Byte k as k / 255. The division of two exact numbers gives the nearest float32, and in vectors it is faster than a
  /// table.
  @inline(__always)
  private func convert(_ target: UnsafeMutablePointer<Float>, _ source: UnsafePointer<UInt8>, _ count: Int) {
    for i in 0..<count { target[i] = Float(source[i]) / 255 }
  }
}
