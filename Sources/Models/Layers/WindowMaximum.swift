import CKernels
import Tensors

/// The largest value of each window of any kernel, stride, dilation and padding; padding never wins.
struct WindowMaximum: Layer {
  let window: Window
  /// Whether a last window that leaves the map counts too.
  var ceiling = false

  func outputShape(_ inputs: [ImageShape]) -> ImageShape {
    let places = window.places(height: inputs[0].height, width: inputs[0].width, ceiling: ceiling)
    return ImageShape(height: places.y, width: places.x, channels: inputs[0].channels)
  }

  /// The index of each maximum.
  func savedCount(_ input: ImageShape, batch: Int) -> Int { batch * outputShape([input]).count }

  func forward(_ call: LayerCall) {
    let window = window.kernel(call.inputShape, call.outputShape)
    call.saved.withMemoryRebound(to: Int32.self, capacity: call.batch * call.outputShape.count) { choices in
      call.pool.parallel(call.batch, with: (call, window, choices)) { shared, image, _ in
        let (call, window, choices) = shared
        la_max_pool_forward(
          call.output + image * call.outputShape.count, choices + image * call.outputShape.count,
          call.input + image * call.inputShape.count, window)
      }
    }
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    guard let inputGradient = gradients.input else { return }
    let window = window.kernel(call.inputShape, call.outputShape)
    call.saved.withMemoryRebound(to: Int32.self, capacity: call.batch * call.outputShape.count) { choices in
      call.pool.parallel(call.batch, with: (call, window, choices, inputGradient, gradients.output)) {
        shared, image, _ in
        let (call, window, choices, inputGradient, outputGradient) = shared
        la_max_pool_backward(
          inputGradient + image * call.inputShape.count, outputGradient + image * call.outputShape.count,
          choices + image * call.outputShape.count, window)
      }
    }
  }
}

/// How windows of a convolution or a pooling lie on a map.
public struct Window: Sendable, Hashable, Codable {
  /// Rows and columns.
  public struct Pair: Sendable, Hashable, Codable {
    public var y: Int
    public var x: Int

    public init(_ y: Int, _ x: Int) {
      self.y = y
      self.x = x
    }
  }

  public var kernel: Pair
  public var stride: Pair
  public var dilation: Pair
  /// Rows above and columns to the left of the map.
  public var before: Pair
  /// Rows below and columns to the right.
  public var after: Pair

  public init(
    kernel: Pair, stride: Pair = Pair(1, 1), dilation: Pair = Pair(1, 1), before: Pair = Pair(0, 0),
    after: Pair = Pair(0, 0)
  ) {
    self.kernel = kernel
    self.stride = stride
    self.dilation = dilation
    self.before = before
    self.after = after
  }

  /// Rows and columns that the kernel covers with its gaps.
  var extent: Pair { Pair((kernel.y - 1) * dilation.y + 1, (kernel.x - 1) * dilation.x + 1) }

  /// How many windows lie on a map; 0 where none fits.
  public func places(height: Int, width: Int, ceiling: Bool = false) -> Pair {
    func count(_ size: Int, _ extent: Int, _ stride: Int, _ before: Int, _ after: Int) -> Int {
      let room = size + before + after - extent
      // In ceiling mode a window may be larger than the map, by less than a stride.
      guard room >= 0 else { return ceiling && room > -stride ? 1 : 0 }
      let places = room / stride + 1
      // One that begins behind the map and its first padding is left out, as in PyTorch.
      guard ceiling, room % stride != 0, places * stride < size + before else { return places }
      return places + 1
    }
    return Pair(
      count(height, extent.y, stride.y, before.y, after.y), count(width, extent.x, stride.x, before.x, after.x))
  }

  func kernel(_ input: ImageShape, _ output: ImageShape) -> la_window {
    la_window(
      input_height: Int32(input.height), input_width: Int32(input.width), channels: Int32(input.channels),
      output_height: Int32(output.height), output_width: Int32(output.width), kernel_height: Int32(kernel.y),
      kernel_width: Int32(kernel.x), stride_y: Int32(stride.y), stride_x: Int32(stride.x),
      dilation_y: Int32(dilation.y), dilation_x: Int32(dilation.x), top: Int32(before.y), left: Int32(before.x))
  }
}
