import Datasets
import Tensors
import Testing

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
}
