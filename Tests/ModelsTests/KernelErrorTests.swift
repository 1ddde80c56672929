import Tensors
import TestSupport
import Testing

@testable import Models

/// How exact each way of computing a layer is at the sizes of real networks, where sums are long.
///
/// Errors are lengths of vectors, relative to the same sums in Double. Direct sums of float32 products err by
/// about 5e-7, those through F(4x4, 3x3) and F(2x2, 5x5) by 1e-6 to 2e-5: more than that is a fault.
@Suite("Errors of the kernels")
struct KernelErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let convolution: ConvolutionTests.Case
    let precision: Precision
    let method: String
    let bound: Double
    var testDescription: String { name }

    init(
      _ name: String, _ convolution: ConvolutionTests.Case, precision: Precision = .usual, method: String, bound: Double
    ) {
      self.name = name
      self.convolution = convolution
      self.precision = precision
      self.method = method
      self.bound = bound
    }
  }

  static let middle = ConvolutionTests.Case(height: 16, width: 16, input: 64, output: 64, batch: 4)
  static let cases: [Case] = [
    Case("3x3, Winograd", middle, method: "WinogradConvolution", bound: 2e-5),
    Case("3x3, precise", middle, precision: .precise, method: "DirectConvolution", bound: 5e-7),
    Case(
      "3x3, stride 2", .init(height: 16, width: 16, input: 64, output: 64, stride: 2, batch: 4),
      method: "DirectConvolution", bound: 5e-7),
    Case(
      "1x1", .init(height: 8, width: 8, input: 192, output: 192, kernel: 1, padding: 0, batch: 4),
      method: "DirectConvolution", bound: 5e-7),
    Case(
      "stem, 3 channels", .init(height: 32, width: 32, input: 3, output: 96, batch: 4), method: "DirectConvolution",
      bound: 5e-7),
    Case(
      "11x11, stride 4",
      .init(height: 32, width: 32, input: 3, output: 64, kernel: 11, stride: 4, padding: 5, batch: 4),
      method: "DirectConvolution", bound: 5e-7),
    Case(
      "5x5, Winograd", .init(height: 14, width: 14, input: 32, output: 64, kernel: 5, padding: 2, batch: 2),
      method: "WinogradConvolution", bound: 2e-5),
    Case(
      "5x5, precise", .init(height: 14, width: 14, input: 32, output: 64, kernel: 5, padding: 2, batch: 2),
      precision: .precise, method: "DirectConvolution", bound: 5e-7),
    Case(
      "2x2 map", .init(height: 2, width: 2, input: 256, output: 256, batch: 16), method: "PixelConvolution",
      bound: 5e-7),
  ]

  @Test("convolutions err by no more than their method may", arguments: cases)
  func convolution(_ test: Case) {
    let layer = test.convolution.layer
    #expect("\(type(of: layer.method(for: test.convolution.shape, test.precision)))" == test.method)
    let comparison = LayerComparison(
      layer, test.convolution.twin, input: test.convolution.shape, batch: test.convolution.batch,
      precision: test.precision
    ) { Deviation.length($0, $1) }
    #expect(comparison.output < test.bound)
    #expect(comparison.inputGradients < test.bound)
    #expect(comparison.weightGradients < test.bound)
  }

  @Test("a fully connected layer errs by no more than a direct sum")
  func linear() {
    let shape = ImageShape(height: 7, width: 7, channels: 64)
    let comparison = LayerComparison(
      Linear(input: shape, output: 256), PlainLinear(outputs: 256), input: shape, batch: 32
    ) { Deviation.length($0, $1) }
    #expect(comparison.worst < 5e-7)
  }
}
