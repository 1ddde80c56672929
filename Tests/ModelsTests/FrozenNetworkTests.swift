import Tensors
import TestSupport
import Testing

@testable import Models

@Suite("Frozen networks")
struct FrozenNetworkTests {
  static let engine = Engine(threads: 1, precision: .precise)

  /// ReLU within and behind layers, a residual sum, a clip, a leaky ReLU, and a maximum of windows.
  static let network: Network = {
    var builder = GraphBuilder("frozen", input: ImageShape(height: 6, width: 6, channels: 1))
    let first = builder.batchNormalisedReLU("bn", builder.convolution("conv1", 0, 4))
    let second = builder.convolution("conv2", first, 4, relu: true)
    _ = builder.linear("fc", builder.globalAverage(second), 3)
    return builder.network()
  }()

  static func weights(_ network: Network, seed: UInt64) -> [Float] {
    var values = SampleNumbers.floats(network.layout.count, seed: seed, scale: 0.4)
    for tensor in network.layout.tensors where tensor.role == .runningVariance {
      for i in tensor.offset..<tensor.offset + tensor.count { values[i] = abs(values[i]) + 0.5 }
    }
    return values
  }

  static func answers(
    _ session: WeightSession, _ weights: [Float], records: Bool, gradient: Bool = false
  ) -> (logits: [Float], gradient: [Float]) {
    session.use(weights)
    session.forward(count: 4, recordsPieces: records)
    let classes = session.network.classes
    let logits = (0..<4 * classes).map { session.logits[$0] }
    for i in 0..<4 * classes { session.logitGradients[i] = Float(i % 3) - 1 }
    if gradient { session.backward(count: 4) }
    return (logits, gradient ? (0..<weights.count).map { session.gradient[$0] } : [])
  }

  static func session(_ network: Network, _ pieces: WeightSession.Pieces) -> WeightSession {
    let session = WeightSession(network, batchSize: 4, pieces: pieces, engine: engine)!
    session.load(SampleNumbers.images(network.input, count: 4, classes: 3, seed: 7), 0..<4)
    return session
  }

  @Test("where it was recorded, a frozen network answers as the network itself, and has its gradient")
  func same() {
    let weights = Self.weights(Self.network, seed: 3)
    let free = Self.answers(Self.session(Self.network, .free), weights, records: false, gradient: true)
    let session = Self.session(Self.network, .recorded)
    let recorded = Self.answers(session, weights, records: true, gradient: true)
    let again = Self.answers(session, weights, records: false, gradient: true)
    for (a, b) in [(free, recorded), (free, again)] {
      for (x, y) in zip(a.logits, b.logits) { #expect(abs(x - y) < 1e-5) }
      for (x, y) in zip(a.gradient, b.gradient) { #expect(abs(x - y) < 1e-4) }
    }
  }

  @Test("elsewhere it stays on the pieces that were recorded: far along a line its logits have no kink")
  func frozen() {
    let weights = Self.weights(Self.network, seed: 3), other = Self.weights(Self.network, seed: 4)
    let session = Self.session(Self.network, .recorded)
    _ = Self.answers(session, weights, records: true)
    // Of one layer's weights the logits are linear then: the middle of two places has the mean of both.
    let tensor = Self.network.layout.tensors.first { $0.name == "conv1.weight" }!
    var far = weights
    for i in tensor.offset..<tensor.offset + tensor.count { far[i] = 20 * other[i] }
    let middle = zip(weights, far).map { ($0 + $1) / 2 }
    let ends = [weights, far, middle].map { Self.answers(session, $0, records: false).logits }
    for i in ends[0].indices { #expect(abs((ends[0][i] + ends[1][i]) / 2 - ends[2][i]) < 1e-4) }
    // The network itself has kinks on the way.
    let free = Self.session(Self.network, .free)
    let kinked = [weights, far, middle].map { Self.answers(free, $0, records: false).logits }
    #expect(kinked[0].indices.contains { abs((kinked[0][$0] + kinked[1][$0]) / 2 - kinked[2][$0]) > 1e-2 })
  }

  @Test("the largest of a window stays the pixel that it was")
  func maximum() {
    var builder = NetworkBuilder(input: ImageShape(height: 4, width: 4, channels: 1))
    let map = builder.append(
      Convolution(inputChannels: 1, outputChannels: 3, kernel: 3, padding: 1), to: [0], weights: ["w", "b"])
    let pooled = builder.append(WindowMaximum(window: Window(kernel: .init(4, 4))), to: [map])
    _ = builder.append(
      Linear(input: ImageShape(height: 1, width: 1, channels: 3), output: 3), to: [pooled], weights: ["l", "c"])
    let network = builder.network("pooled"), weights = Self.weights(network, seed: 5)
    let session = Self.session(network, .recorded)
    let recorded = Self.answers(session, weights, records: true, gradient: true)
    let free = Self.answers(Self.session(network, .free), weights, records: false, gradient: true)
    #expect(recorded.logits == free.logits && recorded.gradient == free.gradient)
    var far = weights
    for i in 0..<30 { far[i] *= -4 }
    let middle = zip(weights, far).map { ($0 + $1) / 2 }
    let ends = [weights, far, middle].map { Self.answers(session, $0, records: false).logits }
    for i in ends[0].indices { #expect(abs((ends[0][i] + ends[1][i]) / 2 - ends[2][i]) < 1e-4) }
  }

  @Test("the smaller of two values cannot be frozen")
  func refused() {
    var builder = NetworkBuilder(input: ImageShape(height: 1, width: 1, channels: 3))
    let operands = [0, 1].map { BinaryOperation.Operand(source: .input($0), pattern: .same, count: 3) }
    _ = builder.append(
      BinaryOperation(function: .minimum, output: builder.input, operands: operands), to: [0, 0])
    #expect(
      WeightSession(builder.network("least"), batchSize: 1, pieces: .recorded, engine: Self.engine) == nil)
  }
}
