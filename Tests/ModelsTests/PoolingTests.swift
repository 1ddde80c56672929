import Tensors
import TestSupport
import Testing

@testable import Models

@Suite("Pooling")
struct PoolingTests {
  private static func window(stride: Int) -> Window {
    Window(kernel: Window.Pair(2, 2), stride: Window.Pair(stride, stride))
  }

  static let shapes = [
    (ImageShape(height: 2, width: 2, channels: 1), 3), (ImageShape(height: 7, width: 5, channels: 16), 1),
    (ImageShape(height: 33, width: 29, channels: 3), 1), (ImageShape(height: 4, width: 6, channels: 17), 3),
    (ImageShape(height: 6, width: 6, channels: 40), 1),
  ]

  @Test("a maximum is one of its inputs and passes the whole gradient to it", arguments: shapes, [1, 2])
  func maximum(_ shape: (input: ImageShape, batch: Int), stride: Int) {
    let comparison = LayerComparison(
      WindowMaximum(window: Self.window(stride: stride)), PlainPooling(.largest, kernel: 2, stride: stride),
      input: shape.input,
      batch: shape.batch)
    #expect(comparison.output == 0)
    // Overlapping windows add gradients in float32.
    #expect(comparison.inputGradients < (stride == 2 ? 1e-12 : 1e-6))
  }

  @Test("means agree with plain loops in Double", arguments: shapes, [1, 2])
  func mean(_ shape: (input: ImageShape, batch: Int), stride: Int) {
    let comparison = LayerComparison(
      AveragePooling(kernel: 2, stride: stride), PlainPooling(.mean, kernel: 2, stride: stride), input: shape.input,
      batch: shape.batch)
    #expect(comparison.worst < 1e-6)
  }

  /// Float32 sums of up to 957 numbers.
  @Test("the global mean agrees with plain loops in Double", arguments: shapes)
  func globalMean(input: ImageShape, batch: Int) {
    let comparison = LayerComparison(GlobalAveragePooling(), PlainPooling(.mean), input: input, batch: batch)
    #expect(comparison.worst < 1e-5)
  }

  @Test("the global mean of one pixel is the pixel")
  func onePixel() {
    let shape = ImageShape(height: 1, width: 1, channels: 5)
    let comparison = LayerComparison(GlobalAveragePooling(), PlainPooling(.mean), input: shape, batch: 3)
    #expect(comparison.worst == 0)
  }

  @Test("of equals the first gets the gradient")
  func ties() {
    let run = LayerRun(
      WindowMaximum(window: Self.window(stride: 2)), input: ImageShape(height: 2, width: 4, channels: 1), batch: 1,
      images: [1, 1, 0, 2, 1, 1, 2, 2], gradient: [5, 7])
    #expect(run.output == [1, 2])
    #expect(run.inputGradients == [[5, 0, 0, 7, 0, 0, 0, 0]])
  }

  @Test("NaN wins wherever it stands in the window, as in PyTorch", arguments: 0..<4)
  func notANumber(place: Int) {
    var images: [Float] = [1, 2, 3, 4]
    images[place] = .nan
    let run = LayerRun(
      WindowMaximum(window: Self.window(stride: 2)), input: ImageShape(height: 2, width: 2, channels: 1), batch: 1,
      images: images,
      gradient: [1])
    #expect(run.output[0].isNaN)
  }
}
