import CKernels
import Statistics
public import Tensors

/// How fast one convolution of a network runs on this machine, in effective GFLOP/s: those of direct convolution,
/// 2 · batch · outputs · kernel² · in · out, whatever the method saves.
public struct ConvolutionTiming: Sendable, Codable, Equatable {
  public let layer: String
  public let input: String
  public let output: String
  public let method: String
  public let forward: Double
  public let inputGradient: Double
  public let weightGradient: Double

  enum CodingKeys: String, CodingKey {
    case layer, input, output, method, forward
    case inputGradient = "input_gradient"
    case weightGradient = "weight_gradient"
  }
}

extension Network {
  /// Times every convolution of a different shape alone; the median of the runs that fit into `seconds`, three at least.
  public func convolutionTimings(batch: Int, seconds: Double, engine: Engine) -> [ConvolutionTiming] {
    var seen = Set<String>()
    return bound(engine.precision).nodes.compactMap { node in
      guard let layer = node.layer as? Convolution else { return nil }
      let input = shape(of: node.inputs[0])
      let text = "\(layer.kernel)x\(layer.kernel) stride \(layer.stride)"
      guard seen.insert("\(input) \(node.shape) \(text) \(layer.padding)").inserted else { return nil }
      let method =
        switch layer.method(for: input, engine.precision) {
        case is WinogradConvolution: "winograd"
        case is PixelConvolution: "pixels"
        default: "direct"
        }
      let flops =
        2 * Double(batch) * Double(node.shape.count) * Double(layer.kernel * layer.kernel * layer.inputChannels)
      let times = times(of: layer, input, node.shape, batch, seconds, engine.pool)
      return ConvolutionTiming(
        layer: text, input: "\(input)", output: "\(node.shape)", method: method, forward: flops / times[0] / 1e9,
        inputGradient: flops / times[1] / 1e9, weightGradient: flops / times[2] / 1e9)
    }
  }

  private func times(
    of layer: Convolution, _ input: ImageShape, _ output: ImageShape, _ batch: Int, _ seconds: Double,
    _ pool: WorkerPool
  ) -> [Double] {
    let weightCount = layer.tensors.map(\.count).reduce(0, +)
    let x = FloatBuffer(count: batch * input.count), dx = FloatBuffer(count: batch * input.count)
    let y = FloatBuffer(count: batch * output.count), dy = FloatBuffer(count: batch * output.count)
    let w = FloatBuffer(count: weightCount), dw = FloatBuffer(count: weightCount)
    let prepared = FloatBuffer(count: layer.preparedCount(input, hasBackward: true))
    let scratch = FloatBuffer(count: layer.scratchCount(input) * pool.threads)
    let shared = FloatBuffer(count: layer.sharedCount(input, batch: batch))
    var random = RandomStream(seed: 1, purpose: .test)
    for i in 0..<x.count { x.pointer[i] = random.nextUniform() - 0.5 }
    for i in 0..<dy.count { dy.pointer[i] = random.nextUniform() - 0.5 }
    for i in 0..<w.count { w.pointer[i] = random.nextUniform() - 0.5 }
    layer.prepare(
      LayerPreparation(
        inputShape: input, weights: w.pointer, prepared: prepared.pointer, shared: shared.pointer, hasBackward: true,
        pool: pool))
    return withUnsafePointer(to: UnsafePointer(x.pointer)) { images in
      let call = LayerCall(
        batch: batch, inputShape: input, outputShape: output, inputs: images, inputIsRectified: false,
        output: y.pointer, weights: w.pointer, prepared: UnsafePointer(prepared.pointer), saved: scratch.pointer,
        scratch: scratch.pointer, scratchCount: layer.scratchCount(input), shared: shared.pointer, training: nil,
        pool: pool)
      func backward(input: UnsafeMutablePointer<Float>?, weights: UnsafeMutablePointer<Float>?) -> Double {
        withUnsafePointer(to: input) { inputs in
          withUnsafePointer(to: false) { accumulates in
            let gradients = LayerGradients(
              output: UnsafePointer(dy.pointer), inputs: inputs, accumulates: accumulates, weights: weights)
            return StepTimes.measure(for: seconds) { layer.backward(call, gradients) }.median
          }
        }
      }
      return [
        StepTimes.measure(for: seconds) { layer.forward(call) }.median,
        backward(input: dx.pointer, weights: nil), backward(input: nil, weights: dw.pointer),
      ]
    }
  }

  /// What the pool's threads multiply and add at most, in GFLOP/s: chains that never leave the registers.
  public static func multiplyAddPeak(pool: WorkerPool) -> Double {
    // Long enough (about 50 ms) for the clock to settle.
    let rounds: Int64 = 20_000_000
    let flops = 2 * 8 * Double(la_lanes()) * Double(rounds) * Double(pool.threads)
    let times = StepTimes.measure(for: 0.3) {
      pool.parallel(pool.threads) { _, _ in
        var sink: [Float] = [0.999, 1e-3]
        la_multiply_add_peak(&sink, rounds)
      }
    }
    return flops / times.median / 1e9
  }
}
