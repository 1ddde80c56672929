import Datasets
import Files
import Foundation
import Tensors
import TestSupport
import Testing

@Suite("Image sets")
struct ImageSetTests {
  @Test("the first images, all where more are asked for", arguments: [(0, 0), (2, 2), (5, 5), (9, 5)])
  func prefix(asked: Int, count: Int) {
    let set = noise(5), first = set.prefix(asked)
    #expect(first.count == count)
    #expect(first == set.subset(Array(0..<count)))
  }

  @Test("a subset has the images asked for, in that order, twice where asked twice")
  func subset() {
    let set = noise(5, channels: 3), chosen = set.subset([4, 0, 4])
    #expect(chosen.labels == [4, 0, 4])
    let size = set.shape.count
    #expect(Array(chosen.pixels[..<size]) == Array(set.pixels[(4 * size)...]))
    #expect(Array(chosen.pixels[size..<2 * size]) == Array(set.pixels[..<size]))
    #expect(chosen.pixels[..<size] == chosen.pixels[(2 * size)...])
  }

  @Test("a choice of a choice is that of the whole, and equal to a set that was read so")
  func views() {
    let set = noise(6, channels: 3)
    let chosen = set.prefix(5).subset([4, 1, 3]).prefix(2)
    #expect(chosen == set.subset([4, 1]))
    #expect(chosen == ImageSet(shape: set.shape, pixels: chosen.pixels, labels: [4, 1]))
    #expect(chosen != set.subset([1, 4]) && chosen != set.prefix(2))
    #expect(Array(chosen.pixels(of: 1)) == Array(set.pixels(of: 1)))
  }

  @Test("the digest is that of all pixels and then all labels, whatever the set is a part of")
  func digest() {
    let set = noise(4), chosen = set.subset([2, 0])
    for set in [set, set.prefix(3), chosen, set.prefix(0)] {
      #expect(set.digest == Digest.sha256(Data(set.pixels) + Data(set.labels)))
    }
  }

  @Test(
    "first images without all classes are told",
    arguments: [
      (2, 3, "only 2 of 3 classes are among the 2 images that are used; missing: c"), (3, 3, nil),
      (1, 7, "only 1 of 7 classes are among the 1 images that are used; missing: b, c, d, e, f and 1 more"),
    ] as [(Int, Int, String?)])
  func shortage(count: Int, classes: Int, text: String?) {
    let names = ["a", "b", "c", "d", "e", "f", "g"].prefix(classes)
    #expect(noise(5, classes: 3).prefix(count).classShortage(of: Array(names)) == text)
  }

  @Test("names that the data has no class for are not missing", arguments: [[2, 0], [0, 1, 2]])
  func ownLabels(labels: [Int]) {
    let text = noise(5, classes: 3).prefix(2).classShortage(of: ["a", "b", "c", "d", "e"], labels: labels)
    let count = labels.count
    #expect(
      text == "only \(count - 1) of \(count) classes are among the 2 images that are used; missing: c")
  }
}
