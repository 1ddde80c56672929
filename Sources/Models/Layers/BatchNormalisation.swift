import CKernels
import Tensors

/// Per-channel normalisation over batch and pixels, then scale and shift, as PyTorch's `BatchNorm2d`; then optionally a
/// ReLU.
///
/// Training uses the batch's moments (biased variance) and updates the running ones (unbiased variance, momentum 0.1);
/// evaluation uses the running ones. The momentum, and ε where none is given, are PyTorch's defaults.
struct BatchNormalisation: RectifiableLayer {
  var channels: Int
  var rectifies = false
  var epsilon = Self.usualEpsilon

  var accumulatesInputGradient: Bool { true }

  static let usualEpsilon = 1e-5
  static let momentum = 0.1

  var tensors: [WeightTensor] {
    [
      WeightTensor("weight", .vector(channels), .batchNormScale),
      WeightTensor("bias", .vector(channels), .batchNormShift),
      WeightTensor("running_mean", .vector(channels), .runningMean),
      WeightTensor("running_var", .vector(channels), .runningVariance),
    ]
  }

  /// The mean and the inverse deviation are kept for the backward pass.
  func savedCount(_ input: ImageShape, batch: Int) -> Int { 2 * channels }
  /// Two sums in double for each image, and two vectors of floats.
  func sharedCount(_ input: ImageShape, batch: Int) -> Int { 4 * batch * channels + 2 * channels }

  func forward(_ call: LayerCall) {
    let scale = call.weights, shift = scale + channels, runningMean = shift + channels
    let runningVariance = runningMean + channels
    let mean = call.saved, inverseDeviation = mean + channels
    if call.training != nil {
      let rows = call.inputShape.height * call.inputShape.width
      let sums = ImageSums(call)
      call.pool.parallel(call.batch, with: (call, sums)) { shared, image, _ in
        let (call, sums) = shared
        let map = call.inputShape
        sums.write(of: image) { first, second in
          la_channel_moments(
            first, second, call.input + image * map.count, Int64(map.height * map.width), Int64(map.channels))
        }
      }
      let n = Double(rows * call.batch)
      for c in 0..<channels {
        let (sum, squares) = sums.total(c)
        let average = sum / n
        let variance = max(squares / n - average * average, 0)
        mean[c] = Float(average)
        inverseDeviation[c] = Float(1 / (variance + epsilon).squareRoot())
        let unbiased = n > 1 ? variance * n / (n - 1) : variance
        runningMean[c] += Float(Self.momentum) * (Float(average) - runningMean[c])
        runningVariance[c] += Float(Self.momentum) * (Float(unbiased) - runningVariance[c])
      }
    } else {
      for c in 0..<channels {
        mean[c] = runningMean[c]
        inverseDeviation[c] = Float(1 / (Double(runningVariance[c]) + epsilon).squareRoot())
      }
    }
    let multiplier = call.shared, offset = multiplier + channels
    for c in 0..<channels {
      multiplier[c] = scale[c] * inverseDeviation[c]
      offset[c] = shift[c] - mean[c] * multiplier[c]
    }
    call.pool.parallel(call.batch, with: (call, multiplier, offset, rectifies)) { shared, image, _ in
      let (call, multiplier, offset, rectifies) = shared
      let map = call.inputShape
      la_scale_shift(
        call.output + image * map.count, call.input + image * map.count, multiplier, offset,
        Int64(map.height * map.width), Int64(map.channels), rectifies ? 1 : 0)
    }
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    let scale = call.weights, mean = call.saved, inverseDeviation = mean + channels
    let vectors = call.shared + 4 * call.batch * channels
    let meanGradient = vectors, meanProduct = vectors + channels
    // In evaluation mode the moments are constants, and nothing flows back through them.
    meanGradient.update(repeating: 0, count: 2 * channels)
    if call.training != nil || gradients.weights != nil { sum(call, gradients, meanGradient, meanProduct) }
    guard let inputGradient = gradients.input else { return }
    let multiplier = call.shared
    for c in 0..<channels { multiplier[c] = scale[c] * inverseDeviation[c] }
    call.pool.parallel(
      call.batch, with: (call, inputGradient, gradients, mean, inverseDeviation, multiplier, meanGradient, meanProduct)
    ) { shared, image, _ in
      let (call, inputGradient, gradients, mean, inverseDeviation, multiplier, meanGradient, meanProduct) = shared
      let map = call.inputShape
      la_batch_norm_backward(
        inputGradient + image * map.count, gradients.output + image * map.count, call.input + image * map.count, mean,
        inverseDeviation, multiplier, meanGradient, meanProduct, Int64(map.height * map.width), Int64(map.channels),
        gradients.accumulates[0] ? 1 : 0)
    }
  }

  /// The gradients of scale and shift where they are wanted, and in training the two means over the batch that the
  /// gradient at the input needs.
  private func sum(
    _ call: LayerCall, _ gradients: LayerGradients, _ meanGradient: UnsafeMutablePointer<Float>,
    _ meanProduct: UnsafeMutablePointer<Float>
  ) {
    let mean = call.saved, inverseDeviation = mean + channels
    let sums = ImageSums(call)
    call.pool.parallel(call.batch, with: (call, gradients, sums, mean, inverseDeviation)) { shared, image, _ in
      let (call, gradients, sums, mean, inverseDeviation) = shared
      let map = call.inputShape
      sums.write(of: image) { first, second in
        la_batch_norm_sums(
          first, second, gradients.output + image * map.count, call.input + image * map.count, mean, inverseDeviation,
          Int64(map.height * map.width), Int64(map.channels))
      }
    }
    let n = Double(call.inputShape.height * call.inputShape.width) * Double(call.batch)
    for c in 0..<channels {
      let (gradientSum, productSum) = sums.total(c)
      if let weightGradient = gradients.weights {
        weightGradient[c] = Float(productSum)
        weightGradient[channels + c] = Float(gradientSum)
        weightGradient[2 * channels + c] = 0
        weightGradient[3 * channels + c] = 0
      }
      guard call.training != nil else { continue }
      meanGradient[c] = Float(gradientSum / n)
      meanProduct[c] = Float(productSum / n)
    }
  }

  /// What evaluation makes of the four tensors: y = x · multiplier + offset.
  static func constants(
    _ tensors: UnsafePointer<Float>, channels: Int, epsilon: Double
  ) -> (multiplier: [Float], offset: [Float]) {
    let scale = tensors, shift = scale + channels, mean = shift + channels, variance = mean + channels
    let multiplier = (0..<channels).map { scale[$0] * Float(1 / (Double(variance[$0]) + epsilon).squareRoot()) }
    return (multiplier, (0..<channels).map { shift[$0] - mean[$0] * multiplier[$0] })
  }

  /// Two sums in double per channel for each image, side by side in the call's shared scratch, which is one of floats.
  private struct ImageSums {
    private let scratch: UnsafeMutablePointer<Float>
    private let channels: Int
    private let batch: Int

    init(_ call: LayerCall) {
      scratch = call.shared
      channels = call.inputShape.channels
      batch = call.batch
    }

    /// Calls `body` with where an image's two rows of sums (channels) go.
    func write(
      of image: Int, _ body: (_ first: UnsafeMutablePointer<Double>, _ second: UnsafeMutablePointer<Double>) -> Void
    ) {
      (scratch + 4 * image * channels).withMemoryRebound(to: Double.self, capacity: 2 * channels) {
        body($0, $0 + channels)
      }
    }

    /// Both sums of a channel over the batch, added up in image order.
    func total(_ channel: Int) -> (Double, Double) {
      let sums = UnsafeRawPointer(scratch), size = MemoryLayout<Double>.stride
      var first = 0.0, second = 0.0
      for image in 0..<batch {
        first += sums.load(fromByteOffset: (2 * image * channels + channel) * size, as: Double.self)
        second += sums.load(fromByteOffset: ((2 * image + 1) * channels + channel) * size, as: Double.self)
      }
      return (first, second)
    }
  }
}
