import CKernels
import Tensors

/// An activation function and the batch normalisation that alone reads it, in evaluation mode.
///
/// A map is normalised piece by piece while the piece is still in the cache. The two layers by themselves would send the
/// maps of the whole batch through memory twice as often.
struct NormalisedActivation: Layer {
  let function: ActivationFunction
  /// Its numbers are the layer's weights.
  let normalisation: BatchNormalisation

  /// Floats of a piece: 16 kB, half of the first cache of a usual processor, in each of up to three arrays.
  private static let piece = 4096

  var rectifies: Bool { normalisation.rectifies }
  var tensors: [WeightTensor] { normalisation.tensors }

  /// Multipliers, then offsets.
  func preparedCount(_ input: ImageShape, hasBackward: Bool) -> Int { 2 * normalisation.channels }

  func prepare(_ preparation: LayerPreparation) {
    let channels = normalisation.channels
    let constants = BatchNormalisation.constants(
      preparation.weights, channels: channels, epsilon: normalisation.epsilon)
    preparation.prepared.update(from: constants.multiplier, count: channels)
    (preparation.prepared + channels).update(from: constants.offset, count: channels)
  }

  func forward(_ call: LayerCall) {
    call.pool.parallel(call.batch, with: (call, self)) { shared, image, _ in
      let (call, layer) = shared, channels = layer.normalisation.channels
      let (kernel, a, b) = layer.function.kernel
      layer.forPieces(of: image, call) { at, rows in
        la_activate(call.output + at, call.input + at, kernel, a, b, Int64(rows * channels))
        la_scale_shift(
          call.output + at, call.output + at, call.prepared, call.prepared + channels, Int64(rows), Int64(channels),
          layer.rectifies ? 1 : 0)
      }
    }
  }

  /// Zeros: the derivative has no offset.
  func sharedCount(_ input: ImageShape, batch: Int) -> Int { normalisation.channels }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    precondition(gradients.weights == nil, "nothing is known of folded weights")
    guard let inputGradient = gradients.input else { return }
    call.shared.update(repeating: 0, count: normalisation.channels)
    call.pool.parallel(call.batch, with: (call, gradients, inputGradient, self)) { shared, image, _ in
      let (call, gradients, inputGradient, layer) = shared, channels = layer.normalisation.channels
      let (kernel, a, b) = layer.function.kernel
      layer.forPieces(of: image, call) { at, rows in
        la_activate_backward(
          inputGradient + at, gradients.output + at, call.input + at, kernel, a, b, Int64(rows * channels), 0)
        la_scale_shift(
          inputGradient + at, inputGradient + at, call.prepared, call.shared, Int64(rows), Int64(channels), 0)
      }
    }
  }

  /// Calls `body` with the first number of each piece of an image, in the batch, and the piece's pixels.
  private func forPieces(of image: Int, _ call: LayerCall, _ body: (_ at: Int, _ rows: Int) -> Void) {
    let channels = normalisation.channels, pixels = call.inputShape.count / channels
    let step = max(Self.piece / channels, 1)
    for first in stride(from: 0, to: pixels, by: step) {
      body(image * call.inputShape.count + first * channels, min(step, pixels - first))
    }
  }
}
