import Files
import ONNX
import Tensors

/// How a model takes its images.
struct InputForm {
  let shape: ImageShape
  /// Whether the file has channels as its last axis.
  let isChannelsLast: Bool
  /// The axes of one image's numbers in the file, where they are no map: the image's numbers in PyTorch's order.
  let flatShape: [Int]?
  /// Whether the batch is fixed at one image.
  let isForOneImage: Bool

  /// Throws a `FileError` for an input that is no batch of images.
  init(_ input: ONNXValue, name: String, images: ImageShape?) throws {
    func refuse(_ found: String) -> FileError {
      FileError(
        name, "the input \(input.name) is no batch of images", expected: "float numbers in N×C×H×W", found: found)
    }
    switch input.elementType {
    case .float32, .float16, .bfloat16, .float64, nil: break
    case let type?: throw refuse("numbers of type \(type)")
    }
    guard let axes = input.shape, axes.count >= 2, axes.count <= 4 else {
      throw refuse(input.shape.map { "\($0.count) axes" } ?? "a shape that the file leaves open")
    }
    let sizes = axes.map { axis -> Int? in
      switch axis {
      case .fixed(let size): size > 0 ? size : nil
      case .symbol: nil
      }
    }
    if axes.count < 4 {
      (shape, flatShape) = try Self.flat(sizes.dropFirst(), name: name, input: input.name, images: images)
      (isChannelsLast, isForOneImage) = (false, sizes[0] != nil)
      try requireBatch(sizes[0], name)
      return
    }
    flatShape = nil
    func looksLikeChannels(_ size: Int?) -> Bool { size == 1 || size == 3 || size == nil && images != nil }
    let isChannelsLast = !looksLikeChannels(sizes[1]) && (sizes[3] == 1 || sizes[3] == 3)
    self.isChannelsLast = isChannelsLast
    let (channels, height, width) =
      isChannelsLast ? (sizes[3], sizes[1], sizes[2]) : (sizes[1], sizes[2], sizes[3])
    guard let channels = channels ?? images?.channels, let height = height ?? images?.height,
      let width = width ?? images?.width
    else {
      throw FileError(
        name, "the file leaves the size of the images open", expected: "images to take the size from",
        found: input.name)
    }
    shape = ImageShape(height: height, width: width, channels: channels)
    isForOneImage = sizes[0] != nil
    try requireBatch(sizes[0], name)
  }

  private func requireBatch(_ batch: Int?, _ name: String) throws {
    guard let batch, batch != 1 else { return }
    throw FileError(
      name, "the file is made for one size of batch", expected: "a batch of 1 or of any size", found: "\(batch)",
      advice: "export it with dynamic_axes={'input': {0: 'batch'}} or a batch of 1")
  }

  /// The shape of images whose numbers a file takes in a row: that of the data, or else one line of grey pixels.
  private static func flat(
    _ sizes: some Collection<Int?>, name: String, input: String, images: ImageShape?
  ) throws -> (ImageShape, [Int]) {
    let known = sizes.compactMap { $0 }, count = known.saturatingProduct
    guard known.count == sizes.count, count <= 1 << 28 else {
      throw FileError(name, "the file leaves the size of the images open", expected: "fixed axes", found: input)
    }
    let shape = images ?? ImageShape(height: 1, width: count, channels: 1)
    guard shape.count == count else {
      throw FileError(
        name, "the input \(input) does not take these images", expected: "\(count) numbers", found: "\(shape)")
    }
    return (shape, known)
  }
}
