import Tensors
import TestSupport
import Testing

@testable import Models

@Suite("Convolution")
struct ConvolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var height: Int
    var width: Int
    var input: Int
    var output: Int
    var kernel = 3
    var stride = 1
    var padding = 1
    var batch = 1
    var bias = true
    var testDescription: String {
      "\(height)x\(width)x\(input) → \(output), kernel \(kernel), stride \(stride), padding \(padding), batch \(batch)"
    }
    var layer: Convolution {
      Convolution(
        inputChannels: input, outputChannels: output, kernel: kernel, stride: stride, padding: padding, hasBias: bias)
    }
    var twin: PlainConvolution {
      PlainConvolution(outputChannels: output, kernel: kernel, stride: stride, padding: padding, hasBias: bias)
    }
    var shape: ImageShape { ImageShape(height: height, width: width, channels: input) }
  }

  /// Channel pairs and map sizes of 3x3 stride 1: whole tiles, ragged tiles, tiles larger than the map.
  static let threeByThree: [Case] = [(16, 16), (16, 32), (32, 32), (5, 7), (3, 16)].flatMap { input, output in
    [(4, 4), (6, 6), (7, 7), (12, 11)].flatMap { height, width in
      [1, 0].map { padding in
        Case(height: height, width: width, input: input, output: output, padding: padding, batch: padding == 1 ? 1 : 3)
      }
    }
  }

  static let strided: [Case] = [(16, 16), (16, 32), (5, 7), (3, 16)].flatMap { input, output in
    [(4, 4), (7, 7), (12, 11)].map { height, width in
      Case(height: height, width: width, input: input, output: output, stride: 2, bias: height != 7)
    }
  }

  static let odd: [Case] = [
    // Maps of one pixel, one row, one column; kernels larger than the map.
    Case(height: 1, width: 1, input: 16, output: 16), Case(height: 1, width: 1, input: 5, output: 3, batch: 3),
    Case(height: 1, width: 9, input: 3, output: 4), Case(height: 9, width: 1, input: 3, output: 4),
    Case(height: 2, width: 2, input: 24, output: 40, batch: 3),
    Case(height: 3, width: 3, input: 17, output: 16, padding: 0),
    // Channel counts beside the vector width, and one channel in or out.
    Case(height: 6, width: 5, input: 1, output: 16), Case(height: 6, width: 5, input: 16, output: 1),
    Case(height: 5, width: 6, input: 17, output: 24, batch: 3), Case(height: 5, width: 6, input: 40, output: 17),
    Case(height: 8, width: 8, input: 16, output: 10, bias: false), Case(height: 8, width: 8, input: 48, output: 33),
    // Odd images.
    Case(height: 33, width: 29, input: 3, output: 4), Case(height: 33, width: 29, input: 1, output: 5, stride: 2),
    Case(height: 28, width: 28, input: 1, output: 16), Case(height: 13, width: 14, input: 16, output: 16, padding: 2),
    // 1x1: as it lies, strided as in a shortcut, and padded.
    Case(height: 4, width: 4, input: 32, output: 32, kernel: 1, padding: 0, batch: 3),
    Case(height: 7, width: 5, input: 5, output: 17, kernel: 1, padding: 0),
    Case(height: 1, width: 1, input: 40, output: 10, kernel: 1, padding: 0, batch: 3),
    Case(height: 7, width: 8, input: 16, output: 32, kernel: 1, stride: 2, padding: 0, bias: false),
    Case(height: 8, width: 8, input: 3, output: 5, kernel: 1, stride: 2, padding: 0),
    Case(height: 3, width: 3, input: 4, output: 5, kernel: 1, padding: 1),
    // 2x2, 5x5, 7x7 and AlexNet's stem.
    Case(height: 5, width: 5, input: 3, output: 4, kernel: 2, padding: 0),
    Case(height: 8, width: 9, input: 1, output: 16, kernel: 5, padding: 2),
    Case(height: 7, width: 7, input: 16, output: 24, kernel: 5, padding: 2),
    Case(height: 14, width: 14, input: 5, output: 8, kernel: 5, padding: 2, batch: 3),
    Case(height: 2, width: 2, input: 16, output: 16, kernel: 5, padding: 2),
    Case(height: 6, width: 6, input: 3, output: 3, kernel: 5, padding: 0, bias: false),
    Case(height: 9, width: 9, input: 3, output: 4, kernel: 7, stride: 2, padding: 3),
    Case(height: 32, width: 32, input: 3, output: 16, kernel: 11, stride: 4, padding: 5),
    Case(height: 33, width: 29, input: 3, output: 5, kernel: 11, stride: 4, padding: 5),
    Case(height: 11, width: 11, input: 1, output: 3, kernel: 11, stride: 4, padding: 0, batch: 3),
    // More images than groups of the weight gradient, and one more than a multiple of them.
    Case(height: 4, width: 4, input: 3, output: 4, batch: 8), Case(height: 4, width: 4, input: 3, output: 4, batch: 17),
  ]

  /// Direct float32 sums err by about 1e-6 of the largest number, transformed ones (F(4x4, 3x3)) by up to 2e-5.
  static let tolerance = 2e-5

  @Test("agrees with plain loops in Double", arguments: threeByThree + strided + odd)
  func agrees(_ test: Case) {
    let comparison = LayerComparison(test.layer, test.twin, input: test.shape, batch: test.batch)
    #expect(comparison.output < Self.tolerance)
    #expect(comparison.inputGradients < Self.tolerance)
    #expect(comparison.weightGradients < Self.tolerance)
  }

  @Test(
    "in training too", arguments: [threeByThree[0], threeByThree[25], strided[3], strided[7], odd[3], odd[17], odd[28]])
  func training(_ test: Case) {
    let comparison = LayerComparison(
      test.layer, test.twin, input: test.shape, batch: test.batch, training: TrainingStep(seed: 1, step: 0))
    #expect(comparison.worst < Self.tolerance)
  }

  @Test("a NaN pixel reaches the outputs of its own image and no other")
  func notANumber() {
    let shape = ImageShape(height: 6, width: 6, channels: 16)
    var images = SampleNumbers.floats(3 * shape.count, seed: 4)
    images[shape.count + 5] = .nan
    let layer = Convolution(inputChannels: 16, outputChannels: 16, kernel: 3, padding: 1)
    let output = LayerRun(
      layer, input: shape, batch: 3, images: images, weights: SampleNumbers.floats(9 * 256 + 16, seed: 5),
      gradient: [Float](repeating: 1, count: 3 * shape.count)
    ).output
    #expect(output[..<shape.count].allSatisfy { $0.isFinite })
    // The pixel is in the corner: its output there must show it.
    #expect(output[shape.count..<shape.count + 16].allSatisfy { $0.isNaN })
    #expect(output[(2 * shape.count)...].allSatisfy { $0.isFinite })
  }
}
