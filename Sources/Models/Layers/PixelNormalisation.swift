import CKernels
import Tensors

/// (pixel − mean) / deviation per channel: a network's first layer, so that everything outside it speaks in pixels.
struct PixelNormalisation: Layer {
  let mean: [Float]
  let standardDeviation: [Float]
  let scale: [Float]
  let shift: [Float]
  private let noShift: [Float]

  init(mean: [Float], standardDeviation: [Float]) {
    self.mean = mean
    self.standardDeviation = standardDeviation
    scale = standardDeviation.map { 1 / $0 }
    shift = zip(mean, standardDeviation).map { -$0 / $1 }
    noShift = shift.map { _ in 0 }
  }

  func forward(_ call: LayerCall) {
    apply(call, from: call.input, into: call.output, shift: shift)
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    guard let inputGradient = gradients.input else { return }
    apply(call, from: gradients.output, into: inputGradient, shift: noShift)
  }

  private func apply(
    _ call: LayerCall, from source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, shift: [Float]
  ) {
    scale.withUnsafeBufferPointer { scale in
      shift.withUnsafeBufferPointer { shift in
        call.pool.parallel(call.batch, with: (call, source, target, scale.baseAddress!, shift.baseAddress!)) {
          shared, image, _ in
          let (call, source, target, scale, shift) = shared
          let map = call.inputShape
          la_scale_shift(
            target + image * map.count, source + image * map.count, scale, shift, Int64(map.height * map.width),
            Int64(map.channels), 0)
        }
      }
    }
  }
}
