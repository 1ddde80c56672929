import Files
import ONNX
import Tensors
import Testing

@testable import GraphImport

@Suite("Inputs of model files")
struct InputFormTests {
  private static func form(_ axes: [ONNXDimension], images: ImageShape? = nil) throws -> InputForm {
    try InputForm(ONNXValue(name: "x", elementType: .float32, shape: axes), name: "m", images: images)
  }

  @Test("may be numbers in a row: of the data's images, or else of one line of grey pixels")
  func flat() throws {
    let axes: [ONNXDimension] = [.fixed(1), .fixed(784), .fixed(1)]
    let alone = try Self.form(axes)
    #expect(alone.shape == ImageShape(height: 1, width: 784, channels: 1) && alone.flatShape == [784, 1])
    #expect(alone.isForOneImage && !alone.isChannelsLast)
    let digits = ImageShape(height: 28, width: 28, channels: 1)
    let form = try Self.form([.symbol("N"), .fixed(784)], images: digits)
    #expect(form.shape == digits && form.flatShape == [784] && !form.isForOneImage)
  }

  @Test("in a row have to be as many as the images have")
  func misfit() {
    let error = #expect(throws: FileError.self) {
      try Self.form([.symbol("N"), .fixed(784)], images: ImageShape(height: 32, width: 32, channels: 3))
    }
    #expect("\(error!)".contains("expected 784 numbers, found 32x32x3"), "\(error!)")
    #expect(throws: FileError.self) { try Self.form([.symbol("N"), .symbol("D")]) }
    #expect(throws: FileError.self) { try Self.form([.fixed(8), .fixed(784)]) }
  }
}
