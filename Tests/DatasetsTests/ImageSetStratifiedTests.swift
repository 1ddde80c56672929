import Datasets
import Tensors
import Testing

@Suite("Stratified parts of an image set")
struct ImageSetStratifiedTests {
  /// 120 images of one pixel, in the order of their classes; the pixel is the image's number.
  static let ordered = ImageSet(
    shape: ImageShape(height: 1, width: 1, channels: 1), pixels: (0..<120).map { UInt8($0) },
    labels: (0..<120).map { UInt8($0 / 30) })

  @Test("data in the order of their classes lose no class", arguments: [(40, 10), (8, 2), (4, 1)])
  func everyClass(count: Int, each: Int) {
    let part = Self.ordered.stratified(count, seed: 1)
    #expect(part.count == count)
    for label in UInt8(0)..<4 { #expect(part.labels.count { $0 == label } == each) }
  }

  @Test("images keep their order and their labels, and none is taken twice")
  func order() {
    let part = Self.ordered.stratified(50, seed: 1)
    let numbers = (0..<50).flatMap { part.pixels(of: $0) }
    #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
    #expect(part.labels == numbers.map { $0 / 30 })
  }

  @Test("the seed chooses, and nothing else")
  func seeded() {
    #expect(Self.ordered.stratified(50, seed: 1) == Self.ordered.stratified(50, seed: 1))
    #expect(Self.ordered.stratified(50, seed: 1) != Self.ordered.stratified(50, seed: 2))
  }

  @Test("all images are taken where as many or more are asked for", arguments: [120, 121, Int.max])
  func all(count: Int) {
    #expect(Self.ordered.stratified(count, seed: 1) == Self.ordered)
  }
}
