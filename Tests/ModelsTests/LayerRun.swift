import Tensors
import TestSupport

@testable import Models

/// Passes its input on, times `factor`. Its tensor has one number for each of the batch, and the gradient it reports
/// for them is the one at its output: so the gradient at another layer's input can be read in training too.
struct Tap: Layer {
  let input: ImageShape
  let batch: Int
  let factor: Float

  var tensors: [WeightTensor] { [WeightTensor("tap", .vector(batch * input.count), .bias)] }

  func forward(_ call: LayerCall) {
    for i in 0..<call.batch * input.count { call.output[i] = factor * call.input[i] }
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    let count = call.batch * input.count
    gradients.weights?.update(from: gradients.output, count: count)
    if let target = gradients.input { for i in 0..<count { target[i] = factor * gradients.output[i] } }
  }
}

/// One layer of the engine, forward and backward through an `Execution` of its own.
struct LayerRun {
  let output: [Float]
  let inputGradients: [[Float]]
  let weightGradients: [Float]
  /// The layer's weights afterwards: training moves running statistics.
  let weights: [Float]

  /// What a layer with two inputs gets as its second: the first, times this.
  static let secondFactor: Float = -0.5

  /// The whole is run once before on NaN alone, so that a number read before it is written shows.
  init(
    _ layer: some Layer, inputs: Int = 1, input shape: ImageShape, batch: Int, images: [Float], weights: [Float] = [],
    gradient: [Float], training: TrainingStep? = nil, threads: Int = 1, precision: Precision = .usual
  ) {
    var builder = NetworkBuilder(input: shape)
    let values = (0..<inputs).map { index in
      builder.append(
        Tap(input: shape, batch: batch, factor: index == 0 ? 1 : Self.secondFactor), to: [0], weights: ["tap"])
    }
    _ = builder.append(layer, to: values, weights: layer.tensors.map(\.name))
    let network = builder.network("one layer"), taps = inputs * batch * shape.count
    precondition(taps + weights.count == network.layout.count && gradient.count == batch * network.classes)
    let execution = Execution(
      network, batchSize: batch, purpose: training == nil ? .allGradients : .training,
      engine: Engine(threads: threads, precision: precision))
    var output: [Float] = [], weightGradients: [Float] = [], after: [Float] = []
    for dirty in [true, false] {
      func put(_ values: [Float], in target: UnsafeMutablePointer<Float>) {
        for (i, value) in values.enumerated() { target[i] = dirty ? .nan : value }
      }
      after = [Float](repeating: 0, count: taps) + weights
      weightGradients = [Float](repeating: .nan, count: after.count)
      put(images, in: execution.images)
      execution.prepare(weights: after)
      execution.forward(count: batch, weights: &after, training: training)
      output = Array(UnsafeBufferPointer(start: execution.logits, count: batch * network.classes))
      put(gradient, in: execution.logitGradients!)
      execution.backward(count: batch, weights: &after, weightGradients: &weightGradients, training: training)
    }
    self.output = output
    inputGradients = (0..<inputs).map {
      Array(weightGradients[$0 * batch * shape.count..<($0 + 1) * batch * shape.count])
    }
    self.weightGradients = Array(weightGradients[taps...])
    self.weights = Array(after[taps...])
  }
}

/// The largest relative errors of a layer of the engine against its twin, on random numbers.
struct LayerComparison {
  let output: Double
  let inputGradients: Double
  let weightGradients: Double
  let run: LayerRun
  let images: PlainMaps
  let weights: [Double]

  var worst: Double { max(output, inputGradients, weightGradients) }

  init(
    _ layer: some Layer, _ twin: any PlainLayer, inputs: Int = 1, input shape: ImageShape, batch: Int,
    training: TrainingStep? = nil, positiveWeights: Bool = false, precision: Precision = .usual,
    error: ([Float], [Double]) -> Double = { Deviation.largest($0, $1) }
  ) {
    let images = SampleNumbers.floats(batch * shape.count, seed: 1)
    let count = layer.tensors.reduce(0) { $0 + $1.count }
    let weights = SampleNumbers.floats(count, seed: 2).map { positiveWeights ? abs($0) + 0.1 : $0 }
    let output = layer.outputShape(Array(repeating: shape, count: inputs))
    let gradient = SampleNumbers.floats(batch * output.count, seed: 3)
    run = LayerRun(
      layer, inputs: inputs, input: shape, batch: batch, images: images, weights: weights, gradient: gradient,
      training: training, precision: precision)
    let first = PlainMaps(shape: shape, batch: batch, values: images.map(Double.init))
    var second = first
    for i in second.values.indices { second.values[i] *= Double(LayerRun.secondFactor) }
    let twinInputs = Array([first, second].prefix(inputs))
    self.images = first
    self.weights = weights.map(Double.init)
    let expected = twin.forward(twinInputs, self.weights)
    let gradients = twin.backward(
      twinInputs, self.weights, PlainMaps(shape: output, batch: batch, values: gradient.map(Double.init)))
    self.output = expected.shape == output ? error(run.output, expected.values) : .infinity
    inputGradients = zip(run.inputGradients, gradients.inputs).map { error($0, $1.values) }.max()!
    weightGradients = error(run.weightGradients, gradients.weights)
  }
}

extension WeightLayout {
  /// Appends tensors under their own names behind a prefix, as PyTorch names those of a layer.
  mutating func append(_ descriptions: [WeightTensor], prefix: String) -> Int {
    append(descriptions, names: descriptions.map { "\(prefix).\($0.name)" })
  }
}
