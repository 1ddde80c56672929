import Datasets
import Foundation
import Tensors
import TestSupport
import Testing

struct AugmentationTests {
  /// The pixels that `fill` writes, image by image.
  private func filled(
    _ set: ImageSet, _ indices: [Int], _ augmentation: Augmentation = .none, seed: UInt64 = 5, epoch: Int = 0
  ) -> [[Float]] {
    var pixels = [Float](repeating: .nan, count: indices.count * set.shape.count)
    var labels = [Int32](repeating: -1, count: indices.count)
    set.fill(indices, into: &pixels, labels: &labels, augmentation: augmentation, seed: seed, epoch: epoch)
    #expect(labels == indices.map { Int32(set.labels[$0]) })
    return indices.indices.map { Array(pixels[$0 * set.shape.count..<($0 + 1) * set.shape.count]) }
  }

  /// The image moved by (down, right) over black, flipped first where asked.
  private func moved(_ set: ImageSet, _ index: Int, flips: Bool, down: Int, right: Int) -> [Float] {
    let s = set.shape
    func pixel(_ y: Int, _ x: Int, _ c: Int) -> Float {
      guard (0..<s.height).contains(y), (0..<s.width).contains(x) else { return 0 }
      return Float(set.pixels[index * s.count + (y * s.width + (flips ? s.width - 1 - x : x)) * s.channels + c]) / 255
    }
    return (0..<s.height).flatMap { y in
      (0..<s.width).flatMap { x in (0..<s.channels).map { c in pixel(y - down, x - right, c) } }
    }
  }

  @Test("without augmentation byte k is the float32 nearest to k / 255, for all of them")
  func levels() {
    let set = ImageSet(
      shape: ImageShape(height: 16, width: 16, channels: 1), pixels: (0...255).map { UInt8($0) }, labels: [9])
    #expect(filled(set, [0])[0] == (0...255).map { Float(Double($0) / 255) })
  }

  @Test("a flip mirrors left and right, about half of the time", arguments: [1, 3])
  func flip(channels: Int) {
    let set = noise(60, channels: channels)
    let images = filled(set, Array(0..<60), Augmentation(horizontalFlip: true))
    var flipped = 0
    for index in 0..<60 {
      if images[index] == moved(set, index, flips: true, down: 0, right: 0) {
        flipped += 1
      } else {
        #expect(images[index] == moved(set, index, flips: false, down: 0, right: 0))
      }
    }
    // Four standard errors of a binomial.
    #expect(abs(flipped - 30) < 16)
  }

  @Test("a crop is the image moved over black by at most the padding, every move as likely", arguments: [false, true])
  func crop(flips: Bool) {
    let set = noise(180), augmentation = Augmentation(horizontalFlip: flips, cropPadding: 1)
    let images = filled(set, Array(0..<180), augmentation)
    var counts: [[Int]: Int] = [:]
    for index in 0..<180 {
      // Noise: no two moves look the same.
      let moves = [false, true].flatMap { flip in
        (-1...1).flatMap { down in (-1...1).map { (flip, down, $0) } }
      }
      let found = moves.filter { images[index] == moved(set, index, flips: $0.0, down: $0.1, right: $0.2) }
      #expect(found.count == 1 && (flips || !found[0].0), "image \(index)")
      if let move = found.first { counts[[move.1, move.2], default: 0] += 1 }
    }
    // 20 of each of the nine; four standard errors of a binomial are 17.
    #expect(counts.count == 9 && counts.values.allSatisfy { abs($0 - 20) < 17 })
  }

  @Test("an image's change does not depend on the batch, and does on seed, epoch and image")
  func keyed() {
    let set = noise(12, height: 6, width: 6), augmentation = Augmentation(horizontalFlip: true, cropPadding: 2)
    let together = filled(set, Array(0..<12), augmentation)
    #expect(filled(set, [7, 3], augmentation) == [together[7], together[3]])
    #expect(filled(set, [7], augmentation) == [together[7]])
    #expect(filled(set, Array(0..<12), augmentation, seed: 6) != together)
    #expect(filled(set, Array(0..<12), augmentation, epoch: 1) != together)
    // The same image twelve times over is moved in more than one way.
    let copies = set.subset([Int](repeating: 0, count: 12))
    #expect(Set(filled(copies, Array(0..<12), augmentation)).count > 1)
  }

  @Test("switching the flip on changes no crop: an image is as without, or mirrored")
  func independent() {
    let set = noise(20)
    let without = filled(set, Array(0..<20), Augmentation(cropPadding: 1))
    let with = filled(set, Array(0..<20), Augmentation(horizontalFlip: true, cropPadding: 1))
    let width = set.shape.width
    let mirrored = without.map { image in
      image.indices.map { image[$0 / width * width + width - 1 - $0 % width] }
    }
    for index in 0..<20 { #expect(with[index] == without[index] || with[index] == mirrored[index]) }
    #expect(with != without)
  }

  @Test("the keys in audit files")
  func keys() throws {
    let json = Data(#"{"crop_padding":4,"horizontal_flip":true}"#.utf8)
    #expect(
      try JSONDecoder().decode(Augmentation.self, from: json) == Augmentation(horizontalFlip: true, cropPadding: 4))
  }
}
