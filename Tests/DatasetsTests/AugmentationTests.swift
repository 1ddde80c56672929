import Datasets
import Files
import Foundation
import Tensors
import TestSupport
import Testing

@Suite("Augmentation")
struct AugmentationTests {
  /// The colour of holes: no byte's.
  private static let hole: Float = 0.123

  /// The pixels that `fill` writes, image by image.
  private func filled(
    _ set: ImageSet, _ indices: [Int], _ augmentation: Augmentation = .none, seed: UInt64 = 5, epoch: Int = 0,
    pool: WorkerPool? = nil
  ) -> [[Float]] {
    var pixels = [Float](repeating: .nan, count: indices.count * set.shape.count)
    var labels = [Int32](repeating: -1, count: indices.count)
    set.with(meanPixel: [Float](repeating: Self.hole, count: set.shape.channels)).fill(
      indices, into: &pixels, labels: &labels, augmentation: augmentation, seed: seed, epoch: epoch, pool: pool)
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

  @Test("the draws are, in this order: flip, rows down, columns right, the hole's row and column")
  func draws() {
    let set = noise(20, height: 6, width: 5)
    let images = filled(
      set, Array(0..<20), Augmentation(horizontalFlip: true, cropPadding: 2, cutout: 1), seed: 8, epoch: 3)
    for index in 0..<20 {
      var stream = RandomStream(seed: 8, purpose: .augmentation, index: UInt64(index), subindex: 3 << 8)
      let flips = stream.nextBits() & 1 == 1
      // The window moves, so the image moves the other way; mirrored afterwards, to the same side again.
      let down = 2 - stream.nextInteger(below: 5), right = stream.nextInteger(below: 5) - 2
      var expected = moved(set, index, flips: flips, down: down, right: flips ? right : -right)
      let y = stream.nextInteger(below: 6), x = stream.nextInteger(below: 5)
      expected[y * 5 + x] = Self.hole
      #expect(images[index] == expected, "image \(index)")
    }
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

  @Test("any number of threads writes the same pixels", arguments: [1, 2, 5])
  func threads(threads: Int) {
    let set = noise(30, height: 6, width: 6),
      augmentation = Augmentation(horizontalFlip: true, cropPadding: 2, cutout: 3)
    for augmentation in [.none, augmentation] {
      #expect(
        filled(set, Array(0..<30), augmentation, pool: WorkerPool(threads: threads))
          == filled(set, Array(0..<30), augmentation))
    }
  }

  @Test("a window that lies outside of the image is black", arguments: [false, true])
  func farAway(flips: Bool) {
    let set = noise(40, height: 2, width: 3, channels: 3)
    let images = filled(set, Array(0..<40), Augmentation(horizontalFlip: flips, cropPadding: 64))
    let black = [Float](repeating: 0, count: set.shape.count)
    // One image in 25 or fewer keeps any pixel.
    #expect(images.count { $0 == black } > 30)
  }

  /// The rows and columns of an image's hole: whole rows of it, whole columns, nothing else.
  private func hole(in image: [Float], _ shape: ImageShape) -> (rows: [Int], columns: [Int]) {
    func isHole(_ y: Int, _ x: Int) -> Bool {
      (0..<shape.channels).allSatisfy { image[(y * shape.width + x) * shape.channels + $0] == Self.hole }
    }
    let rows = (0..<shape.height).filter { y in (0..<shape.width).contains { isHole(y, $0) } }
    let columns = (0..<shape.width).filter { x in (0..<shape.height).contains { isHole($0, x) } }
    #expect(rows.allSatisfy { y in columns.allSatisfy { isHole(y, $0) } })
    return (rows, columns)
  }

  @Test(
    "Cutout sets one square to the mean, its centre uniform and its rest clipped at the edges",
    arguments: [(2, 1), (3, 3), (4, 1)])
  func cutout(size: Int, channels: Int) {
    let set = noise(800, height: 4, width: 5, channels: channels)
    let images = filled(set, Array(0..<800), Augmentation(cutout: size))
    /// Where along one side of `length` a hole around `centre` lies.
    func expected(_ centre: Int, _ length: Int) -> [Int] {
      (0..<length).filter { ($0 - centre + size / 2) >= 0 && $0 - centre + size / 2 < size }
    }
    var counts: [[Int]: Int] = [:]
    for (index, image) in images.enumerated() {
      let (rows, columns) = hole(in: image, set.shape)
      counts[rows + [-1] + columns, default: 0] += 1
      let whole = filled(set, [index])[0]
      for (i, value) in image.enumerated() where value != Self.hole { #expect(value == whole[i]) }
    }
    var centres: [[Int]: Int] = [:]
    for y in 0..<4 {
      for x in 0..<5 { centres[expected(y, 4) + [-1] + expected(x, 5), default: 0] += 1 }
    }
    // 40 for each of 20 centres; four standard errors of a binomial.
    #expect(Set(counts.keys) == Set(centres.keys))
    for (place, times) in centres {
      let mean = 40 * Double(times)
      #expect(abs(Double(counts[place] ?? 0) - mean) < 4 * (mean * (1 - Double(times) / 20)).squareRoot())
    }
  }

  @Test(
    "switching Cutout on changes neither flip nor crop, nor do they change the hole",
    arguments: [Augmentation(), Augmentation(cropPadding: 2), Augmentation(horizontalFlip: true, cropPadding: 1)])
  func cutoutIsIndependent(others: Augmentation) {
    let set = noise(20, height: 6, width: 6)
    var augmentation = others
    augmentation.cutout = 3
    let with = filled(set, Array(0..<20), augmentation), without = filled(set, Array(0..<20), others)
    let alone = filled(set, Array(0..<20), Augmentation(cutout: 3))
    for index in 0..<20 {
      #expect(hole(in: with[index], set.shape) == hole(in: alone[index], set.shape))
      for (i, value) in with[index].enumerated() where value != Self.hole { #expect(value == without[index][i]) }
    }
  }

  @Test("the keys in audit files; no hole is no key")
  func keys() throws {
    let pairs = [
      (#"{"crop_padding":4,"horizontal_flip":true}"#, Augmentation(horizontalFlip: true, cropPadding: 4)),
      (#"{"crop_padding":0,"cutout":16,"horizontal_flip":false}"#, Augmentation(cutout: 16)),
    ]
    for (json, augmentation) in pairs {
      #expect(try JSONDecoder().decode(Augmentation.self, from: Data(json.utf8)) == augmentation)
      #expect(try StableJSON.encode(augmentation, pretty: false) == Data((json + "\n").utf8))
    }
  }
}
