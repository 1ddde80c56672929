import Tensors
import Testing

@testable import Models

@Suite("Noise of a network")
struct NoiseTests {
  private static let shape = ImageShape(height: 2, width: 3, channels: 1)

  /// Two classes of an image to which noise is added: ReLU, then a linear layer.
  static func classifier(_ distribution: NoiseDistribution, rectifies: Bool = true) throws -> Classifier {
    var graph = Graph(name: "noisy", input: shape)
    let noise = try graph.append(.noise(distribution, shape: [1, 2, 3], key: 4), to: [])
    var value = try graph.append(.binary(.add), to: [0, noise])
    if rectifies { value = try graph.append(.activation(.relu), to: [value]) }
    value = try graph.append(.reshape([.batch, AxisSize(6)]), to: [value])
    _ = try graph.append(.linear(outputs: 2, hasBias: false), to: [value], weights: ["w"])
    let network = try graph.network()
    var weights = Weights(layout: network.layout)
    weights.values = [1, -1, 0.5, 2, -1, 0.25, 3, 1, -2, -0.5, 0.75, 1.5]
    return Classifier(network: network, weights: weights)
  }

  private static func session(_ classifier: Classifier, _ draws: Draws, purpose: Execution.Purpose = .inputGradient)
    -> ClassifierSession
  {
    var classifier = classifier
    classifier.draws = draws
    let session = ClassifierSession(classifier, batchSize: 3, purpose: purpose, engine: Engine(threads: 1))
    for i in 0..<18 { session.images[i] = Float(i % 7) / 7 }
    return session
  }

  private static func logits(_ session: ClassifierSession, count: Int = 3) -> [Float] {
    session.forward(count: count)
    return (0..<2 * count).map { session.logits[$0] }
  }

  @Test("the numbers are those of their distribution, others in every draw and the same for every image")
  func numbers() {
    func draw(_ distribution: NoiseDistribution, key: Int = 1, draw: UInt64 = 0) -> [Float] {
      var stream = RandomStream(seed: 0, purpose: .noise, index: draw, subindex: UInt32(key))
      return (0..<20_000).map { _ in distribution.draw(&stream) }
    }
    func moments(_ values: [Float]) -> (mean: Float, deviation: Float) {
      let mean = values.reduce(0, +) / Float(values.count)
      return (mean, (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count)).squareRoot())
    }
    // Five standard errors of 20,000 numbers.
    let normal = moments(draw(.normal(mean: 2, deviation: 3)))
    #expect(abs(normal.mean - 2) < 0.11 && abs(normal.deviation - 3) < 0.08)
    let uniform = draw(.uniform(low: -1, high: 3))
    #expect(uniform.allSatisfy { (-1...3).contains($0) } && abs(moments(uniform).mean - 1) < 0.05)
    let mask = draw(.mask(rate: 0.75))
    #expect(Set(mask) == [0, 4] && abs(moments(mask).mean - 1) < 0.07)
    #expect(draw(.normal(mean: 2, deviation: 3), key: 2) != draw(.normal(mean: 2, deviation: 3)))
    #expect(draw(.normal(mean: 2, deviation: 3), draw: 1) != draw(.normal(mean: 2, deviation: 3)))
  }

  @Test("an answer is the mean over the draws, whatever the batch")
  func mean() throws {
    let classifier = try Self.classifier(.normal(mean: 0, deviation: 1))
    #expect(classifier.network.isRandom)
    let singles = (0..<5).map { Self.logits(Self.session(classifier, Draws(first: 10 + $0))) }
    #expect(Set(singles).count == 5)
    for purpose in [Execution.Purpose.inference, .inputGradient] {
      let all = Self.session(classifier, Draws(count: 5, first: 10), purpose: purpose), found = Self.logits(all)
      for i in 0..<6 {
        #expect(abs(found[i] - singles.reduce(0) { $0 + $1[i] } / 5) < 1e-5)
      }
      #expect(Self.logits(all) == found, "the same draws once more")
      #expect(Self.logits(all, count: 1) == Array(found.prefix(2)))
    }
  }

  /// ReLU makes the gradient another one in each draw; an image is away from every kink by more than the step.
  @Test("the gradient is that of a function of the mean answer, by central differences")
  func gradient() throws {
    let
      session = Self.session(
        try Self.classifier(.uniform(low: -1, high: 1)), Draws(count: 4)), direction: [Float] = [0.5, -2]
    _ = Self.logits(session)
    for i in 0..<6 { session.logitGradients![i] = direction[i % 2] }
    session.backward(count: 3)
    let found = (0..<18).map { session.imageGradients![$0] }
    let logits = (0..<6).map { session.logits[$0] }
    #expect(Self.logits(session) == logits, "passing back leaves the mean logits there")
    func value(_ image: Int) -> Float {
      zip(Self.logits(session)[2 * image..<2 * image + 2], direction).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let step: Float = 1e-2
    var bends = 0
    for i in 0..<18 {
      let pixel = session.images[i]
      session.images[i] = pixel + step
      let above = value(i / 6)
      session.images[i] = pixel - step
      let below = value(i / 6)
      session.images[i] = pixel
      // A kink of one of four draws in reach moves the difference; most pixels have none.
      if abs((above - below) / (2 * step) - found[i]) > 1e-3 { bends += 1 }
    }
    #expect(bends <= 2 && found.contains { $0 != 0 })
  }

  @Test("a network without noise makes one pass, whatever the draws")
  func deterministic() throws {
    var graph = Graph(name: "plain", input: Self.shape)
    let flat = try graph.append(.reshape([.batch, AxisSize(6)]), to: [0])
    _ = try graph.append(.linear(outputs: 2, hasBias: false), to: [flat], weights: ["w"])
    let network = try graph.network()
    var weights = Weights(layout: network.layout)
    weights.values = (0..<12).map { Float($0) / 7 - 0.6 }
    let classifier = Classifier(network: network, weights: weights)
    #expect(!network.isRandom)
    #expect(
      Self.logits(Self.session(classifier, Draws(count: 7, first: 3))) == Self.logits(Self.session(classifier, Draws()))
    )
  }
}
