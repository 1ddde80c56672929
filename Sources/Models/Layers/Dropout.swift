import CKernels
import Tensors

/// In training it sets each number to 0 with probability `rate`, and divides the others by 1 − rate. In evaluation it
/// changes nothing.
///
/// The mask is keyed by (seed, step, `key`, image of the batch): any thread draws the same one, and so does the
/// backward pass.
struct Dropout: Layer {
  var rate: Float
  /// What tells the masks of one dropout of a network from those of another.
  var key: Int

  var gatesInputGradient: Bool { true }

  func forward(_ call: LayerCall) { apply(call, from: call.input, into: call.output, gate: nil) }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    guard let inputGradient = gradients.input else { return }
    apply(call, from: gradients.output, into: inputGradient, gate: call.inputIsRectified ? call.input : nil)
  }

  private func apply(
    _ call: LayerCall, from source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>,
    gate: UnsafePointer<Float>?
  ) {
    let size = call.inputShape.count
    call.pool.parallel(call.batch, with: (call, source, target, gate, size, rate, key)) { shared, image, _ in
      let (call, source, target, gate, size, rate, key) = shared
      let offset = image * size
      if let training = call.training {
        let stream = RandomStream(
          seed: training.seed, purpose: .dropout,
          index: UInt64(training.step) << 16 | UInt64(training.firstImage + image),
          subindex: UInt32(key))
        la_dropout(
          target + offset, source + offset, gate.map { $0 + offset }, stream.start, rate, Int64(size))
      } else {
        (target + offset).update(from: source + offset, count: size)
        if let gate { la_gate(target + offset, gate + offset, Int64(size)) }
      }
    }
  }
}
