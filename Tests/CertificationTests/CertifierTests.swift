import Foundation
import Models
import Tensors
import TestSupport
import Testing

@testable import Certification

@Suite("Certified regions")
struct CertifierTests {
  /// The class of the largest output.
  private static func answer(_ program: BoundProgram, _ x: [Double]) -> Int {
    let y = program.values(x, rows: 1)[program.output]
    return y.indices.max { y[$0] < y[$1] }!
  }

  private static func examine(
    _ program: BoundProgram, _ x: [Double], _ label: Int, epsilon: Double, seconds: Double = 20
  ) -> Certifier.Verdict {
    let property = OutputProperty.misclassified(label: label, classes: program.sizes[program.output])
    return Certifier(program, seconds: seconds).examine(
      InputRegion(around: x, epsilon: epsilon), property, check: {})
  }

  /// `LOSSAUDIT_NETWORKS=10000` examines as many.
  private static let networks = ProcessInfo.processInfo.environment["LOSSAUDIT_NETWORKS"].flatMap(Int.init) ?? 25

  /// Seeds of networks whose last parts nothing decides but a long search, or the mean of its corners.
  private static let hard = [1249, 1364, 3854, 4264, 4579, 5919, 7830, 8564, 9078, 9858]

  /// A grid of inputs is the truth: two pixels have few enough.
  @Test(
    "of small networks are never left open, and agree with a grid",
    arguments: Set(1...networks).union(hard).sorted())
  func grid(seed: Int) throws {
    let program = try BoundProgram(SampleNetworks.dense([2, 8, 8, 3], seed: UInt64(seed), scale: 2))
    let x = SampleNetworks.point(2, seed: UInt64(seed)), label = Self.answer(program, x)
    for epsilon in [0.02, 0.1, 0.3] {
      let verdict = Self.examine(program, x, label, epsilon: epsilon)
      let region = InputRegion(around: x, epsilon: epsilon)
      var inputs: [Double] = []
      for i in 0...60 {
        for j in 0...60 {
          for (axis, step) in [(0, i), (1, j)] {
            inputs.append(region.low[axis] + (region.high[axis] - region.low[axis]) * Double(step) / 60)
          }
        }
      }
      let outputs = program.values(inputs, rows: 61 * 61)[program.output]
      let isBroken = (0..<61 * 61).contains { row in
        (0..<3).contains { $0 != label && outputs[row * 3 + $0] >= outputs[row * 3 + label] }
      }
      switch verdict {
      case .proved: #expect(!isBroken, "seed \(seed), ε \(epsilon)")
      case .broken(let input):
        #expect(Self.answer(program, input) != label)
        #expect(zip(input, x).allSatisfy { abs($0 - $1) <= epsilon + 1e-12 && (0...1).contains($0) })
      case .open: Issue.record("seed \(seed), ε \(epsilon) is open")
      }
    }
  }

  @Test("that are proved hold against random inputs", arguments: 1...networks)
  func sampled(seed: Int) throws {
    let program = try BoundProgram(SampleNetworks.residual(seed: UInt64(seed)))
    let x = SampleNetworks.point(72, seed: UInt64(seed)), label = Self.answer(program, x)
    for epsilon in [0.005, 0.02, 0.08] where Self.examine(program, x, label, epsilon: epsilon, seconds: 1) == .proved {
      let search = CounterexampleSearch(
        program: program, region: InputRegion(around: x, epsilon: epsilon),
        property: .misclassified(label: label, classes: 3))
      #expect(search.counterexample(among: search.randomStarts(300, seed: 9)) == nil)
      #expect(search.run(from: search.randomStarts(4, seed: 10), towards: [0, 1], steps: 40) == nil)
    }
  }

  /// The wrong class wins within 0.0005 of one input alone: elsewhere no gradient leads there.
  @Test("with a hidden counterexample are never proved")
  func hidden() throws {
    let classifier = try SampleNetworks.dense([1, 3, 2], seed: 1)
    // A triangle about 0.637: relu(t + 1) − 2 relu(t) + relu(t − 1) with t = 2000 (x − 0.637).
    let weights = try Weights(
      layout: classifier.network.layout,
      tensors: [
        NamedTensor(name: "w0", shape: [3, 1], values: [2000, 2000, 2000]),
        NamedTensor(name: "b0", shape: [3], values: [-1273, -1274, -1275]),
        NamedTensor(name: "w1", shape: [2, 3], values: [0, 0, 0, 1, -2, 1]),
        NamedTensor(name: "b1", shape: [2], values: [0.5, 0]),
      ], path: "hidden")
    let program = try BoundProgram(Classifier(network: classifier.network, weights: weights))
    #expect(program.values([0.637], rows: 1)[program.output][1] > 0.9)
    #expect(program.values([0.3], rows: 1)[program.output][1] == 0)
    #expect(Self.examine(program, [0.3], 0, epsilon: 0.5) != .proved)
    // Without the hidden place it is.
    #expect(Self.examine(program, [0.3], 0, epsilon: 0.3) == .proved)
  }

  @Test("of equal outputs the first is the answer, and no proof rests on it")
  func ties() throws {
    let classifier = try SampleNetworks.dense([1, 2], seed: 1)
    let weights = try Weights(
      layout: classifier.network.layout,
      tensors: [
        NamedTensor(name: "w0", shape: [2, 1], values: [1, 1]), NamedTensor(name: "b0", shape: [2], values: [0, 0]),
      ], path: "equal")
    let program = try BoundProgram(Classifier(network: classifier.network, weights: weights))
    #expect(Self.examine(program, [0.5], 0, epsilon: 0.1) == .open)
    #expect(Self.examine(program, [0.5], 1, epsilon: 0.1) == .broken([0.5]))
  }

  @Test("in L2 hold fewer inputs than the box around them")
  func ball() throws {
    let program = try BoundProgram(SampleNetworks.residual(seed: 1))
    let x = SampleNetworks.point(72, seed: 1)
    let box = InputRegion(around: x, epsilon: 0.1), ball = InputRegion(aroundInL2: x, epsilon: 0.1)
    let row = [1.0, -1, 0]
    func minimum(_ region: InputRegion) -> Double {
      let bounds = RangeFinder(program).bounds(on: region, .betterLines).0
      return bounds.minima(bounds.backward(from: program.output, row, constants: [0]))[0]
    }
    let narrow = minimum(ball)
    #expect(narrow > minimum(box))
    let search = CounterexampleSearch(program: program, region: ball, property: OutputProperty(cases: []))
    let values = program.values(search.randomStarts(200, seed: 1).flatMap { $0 }, rows: 200)[program.output]
    for i in 0..<200 { #expect(values[3 * i] - values[3 * i + 1] >= narrow) }
  }
}
