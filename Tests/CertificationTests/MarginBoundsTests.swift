import Models
import Tensors
import TestSupport
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

  @Test("are no looser than CROWN written out", arguments: [1, 2, 3, 4] as [UInt64])
  func crown(seed: UInt64) throws {
    let sizes = [6, 10, 10, 4]
    let layers = zip(sizes, sizes.dropFirst()).enumerated().map { layer, shape in
      (0..<shape.1).map { row in
        SampleNumbers.floats(shape.0 + 1, seed: 1000 * seed + 100 * UInt64(layer) + UInt64(row)).map(Double.init)
      }
    }
    let network = try SampleNetworks.dense(sizes, seed: 1).network
    let tensors = layers.enumerated().flatMap { layer, rows -> [NamedTensor] in
      let products = rows.flatMap { $0.dropLast() }.map { Float($0) }, shifts = rows.map { Float($0.last!) }
      return [
        NamedTensor(name: "w\(layer)", shape: [rows.count, rows[0].count - 1], values: products),
        NamedTensor(name: "b\(layer)", shape: [rows.count], values: shifts),
      ]
    }
    let weights = try Weights(layout: network.layout, tensors: tensors, path: "dense")
    let program = try BoundProgram(Classifier(network: network, weights: weights))
    let region = InputRegion(around: SampleNetworks.point(6, seed: seed), epsilon: 0.3)
    let found = MarginBounds(program).minima(on: region, label: 0, classes: 4)
    let twin = DenseCROWN(layers: layers, region: region)
    for other in 1..<4 {
      let row = (0..<4).map { $0 == 0 ? 1.0 : $0 == other ? -1 : 0 }
      #expect(found[other]! >= twin.minimum(row, behind: layers.count) - 1e-9)
    }
  }
}

/// CROWN with the adaptive line below a ReLU, written out for matrices whose last column is the shift.
private struct DenseCROWN {
  let layers: [[[Double]]]
  let region: InputRegion
  /// Of the inputs of each layer's ReLUs.
  private var ranges: [[(low: Double, high: Double)]] = []

  init(layers: [[[Double]]], region: InputRegion) {
    self.layers = layers
    self.region = region
    for layer in layers.indices.dropLast() {
      let count = layers[layer].count
      ranges.append(
        (0..<count).map { number in
          let row = (0..<count).map { $0 == number ? 1.0 : 0 }
          return (minimum(row, behind: layer + 1), -minimum(row.map { -$0 }, behind: layer + 1))
        })
    }
  }

  /// The lower bound of `row` times what the first `count` layers make.
  func minimum(_ row: [Double], behind count: Int) -> Double {
    var row = row, constant = 0.0
    for layer in (0..<count).reversed() {
      let inputs = layers[layer][0].count - 1
      var next = [Double](repeating: 0, count: inputs)
      for (coefficient, weights) in zip(row, layers[layer]) {
        constant += coefficient * weights[inputs]
        for i in 0..<inputs { next[i] += coefficient * weights[i] }
      }
      row = next
      guard layer > 0 else { break }
      for (i, (low, high)) in ranges[layer - 1].enumerated() where low < 0 {
        if high <= 0 {
          row[i] = 0
        } else if row[i] >= 0 {
          row[i] *= high > -low ? 1 : 0
        } else {
          constant -= row[i] * high * low / (high - low)
          row[i] *= high / (high - low)
        }
      }
    }
    return zip(row, zip(region.low, region.high)).reduce(constant) { $0 + $1.0 * ($1.0 > 0 ? $1.1.0 : $1.1.1) }
  }
}
