import Testing

@testable import Certification

@Suite("Bounds of margins")
struct MarginBoundsTests {
  /// The margins of an input, by class; 0 of the label.
  private static func margins(_ program: BoundProgram, _ input: [Double], label: Int) -> [Double] {
    let logits = program.values(input, rows: 1)[program.output]
    return logits.map { logits[label] - $0 }
  }

  @Test("of a linear network are its smallest margins, and of an image alone its own")
  func exact() throws {
    let program = try BoundProgram(SampleNetworks.dense([6, 4], seed: 3)), image = SampleNetworks.point(6, seed: 1)
    // Each pixel goes to the end that lowers the margin most, as one pixel's step alone does.
    let epsilon = 0.1, region = InputRegion(around: image, epsilon: epsilon)
    let found = MarginBounds(program).minima(on: region, label: 2, classes: 4)
    #expect(found[2] == nil)
    for other in [0, 1, 3] {
      let margin = Self.margins(program, image, label: 2)[other]
      let smallest = image.indices.reduce(margin) { sum, pixel in
        let ends = [region.low[pixel], region.high[pixel]].map { value in
          var moved = image
          moved[pixel] = value
          return Self.margins(program, moved, label: 2)[other] - margin
        }
        return sum + min(0, ends.min()!)
      }
      #expect(abs(try #require(found[other]) - smallest) < 1e-9)
    }
    let alone = MarginBounds(program).minima(on: InputRegion(around: image, epsilon: 0), label: 2, classes: 4)
    for other in [0, 1, 3] {
      #expect(abs(try #require(alone[other]) - Self.margins(program, image, label: 2)[other]) < 1e-9)
    }
  }

  @Test("are below every margin in the region, in L∞ and in L2", arguments: [1, 2, 3] as [UInt64])
  func sound(seed: UInt64) throws {
    let program = try BoundProgram(SampleNetworks.residual(seed: seed)), count = program.sizes[0]
    let image = SampleNetworks.point(count, seed: seed)
    for region in [InputRegion(around: image, epsilon: 0.05), InputRegion(aroundInL2: image, epsilon: 0.05)] {
      let bounds = MarginBounds(program).minima(on: region, label: 1, classes: 3)
      for sample in 0..<200 {
        let step = SampleNetworks.point(count, seed: 1000 * seed + UInt64(sample)).map { $0 - 0.5 }
        // In L2 as long as ε; in L∞ up to it in each pixel.
        let length = step.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let scale = region.ball == nil ? 0.1 : 0.05 / length
        let input = zip(image, step).map { min(1, max(0, $0 + scale * $1)) }
        let margins = Self.margins(program, input, label: 1)
        #expect([0, 2].allSatisfy { bounds[$0]! <= margins[$0] })
      }
    }
  }
}
