import Tensors

/// Random numbers that depend on no image, such as those which a defence adds to it.
///
/// They are keyed by (draw, `key`, place): others in another draw, and the same for every image, so that what becomes of an
/// image does not depend on the batch.
struct Noise: Layer {
  let output: ImageShape
  let distribution: NoiseDistribution
  /// What tells the numbers of one noise of a network from those of another.
  let key: Int

  func outputShape(_ inputs: [ImageShape]) -> ImageShape { output }

  func forward(_ call: LayerCall) {
    var stream = RandomStream(seed: 0, purpose: .noise, index: call.draw, subindex: UInt32(key))
    for i in 0..<output.count { call.output[i] = distribution.draw(&stream) }
    for image in 0..<call.batch where image > 0 {
      (call.output + image * output.count).update(from: call.output, count: output.count)
    }
  }

  /// Nothing leads back from random numbers.
  func backward(_ call: LayerCall, _ gradients: LayerGradients) {}
}

extension Network {
  /// Whether its answer holds random numbers of its own.
  public var isRandom: Bool { nodes.contains { $0.layer is Noise } }
}
