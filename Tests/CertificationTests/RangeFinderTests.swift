import Models
import Tensors
import TestSupport
import Testing

@testable import Certification

@Suite("Ranges of a network's values")
struct RangeFinderTests {
  @Test(
    "hold every value at random inputs, with lines and without", arguments: [1, 2, 3] as [UInt64],
    [RangeFinder.Effort.intervals, .lines, .bothEnds, .betterLines])
  func hold(seed: UInt64, effort: RangeFinder.Effort) throws {
    let networks =
      try [ActivationFunction.relu, .tanh, .clip(low: 0, high: 0.5)].map {
        try SampleNetworks.residual(seed: seed, activation: $0)
      } + [SampleNetworks.branched(seed: seed)]
    for (network, norm) in networks.flatMap({ network in [false, true].map { (network, $0) } }) {
      let program = try BoundProgram(network), x = SampleNetworks.point(program.sizes[0], seed: seed)
      let region = norm ? InputRegion(aroundInL2: x, epsilon: 0.3) : InputRegion(around: x, epsilon: 0.1)
      let (bounds, output) = RangeFinder(program).bounds(on: region, effort)
      let search = CounterexampleSearch(program: program, region: region, property: OutputProperty(cases: []))
      let values = program.values(search.randomStarts(200, seed: seed).flatMap { $0 }, rows: 200)
      for (step, _, input) in program.functions {
        let range = bounds.ranges[step]!, size = range.low.count
        for (i, z) in values[input].enumerated() { #expect(range.low[i % size] <= z && z <= range.high[i % size]) }
      }
      for (i, y) in values[program.output].enumerated() { #expect(output.low[i % 3] <= y && y <= output.high[i % 3]) }
    }
  }

  @Test("are no wider with lines than by intervals")
  func narrower() throws {
    let program = try BoundProgram(SampleNetworks.residual(seed: 4))
    let region = InputRegion(around: SampleNetworks.point(72, seed: 4), epsilon: 0.1)
    let wide = RangeFinder(program).bounds(on: region, .intervals).output
    let narrow = RangeFinder(program).bounds(on: region, .betterLines).output
    for k in 0..<3 { #expect(narrow.low[k] >= wide.low[k] && narrow.high[k] <= wide.high[k]) }
    #expect(
      zip(narrow.high, narrow.low).reduce(0) { $0 + $1.0 - $1.1 }
        < zip(wide.high, wide.low).reduce(0) { $0 + $1.0 - $1.1 })
  }

  /// y = x through one ReLU whose input is undecided: intervals and lines have a closed form.
  @Test("of a single ReLU are those of its interval")
  func closedForm() throws {
    let classifier = try SampleNetworks.dense([1, 1, 2], seed: 1)
    var weights = classifier.weights
    // z = 2 x − 1, y = (relu(z), −relu(z)).
    weights.values = [2, -1, 1, -1, 0, 0]
    let program = try BoundProgram(Classifier(network: classifier.network, weights: weights))
    let (bounds, output) = RangeFinder(program).bounds(on: InputRegion(low: [0.25], high: [1]), .betterLines)
    let range = bounds.ranges[program.functions[0].step]!
    #expect(abs(range.low[0] + 0.5) < 1e-9 && abs(range.high[0] - 1) < 1e-9)
    #expect(abs(output.low[0]) < 1e-9 && abs(output.high[0] - 1) < 1e-9 && abs(output.low[1] + 1) < 1e-9)
  }

  /// 10⁸ x − 10⁸ x + z is z: where sums cancel, as much as rounding may take has to be added.
  @Test("are wide enough where large terms cancel")
  func cancellation() throws {
    let classifier = try SampleNetworks.dense([3, 1, 2], seed: 1)
    let weights = try Weights(
      layout: classifier.network.layout,
      tensors: [
        NamedTensor(name: "w0", shape: [1, 3], values: [1e8, -1e8, 1]),
        NamedTensor(name: "b0", shape: [1], values: [0]),
        NamedTensor(name: "w1", shape: [2, 1], values: [1, -1]), NamedTensor(name: "b1", shape: [2], values: [0, 0]),
      ], path: "cancels")
    let program = try BoundProgram(Classifier(network: classifier.network, weights: weights))
    let x = [0.1, 0.1, 1e-10]
    let (bounds, output) = RangeFinder(program).bounds(on: InputRegion(around: x, epsilon: 0), .betterLines)
    let range = bounds.ranges[program.functions[0].step]!
    // Products of 10⁷ are rounded by up to 10⁻⁹.
    #expect(range.low[0] < 1e-10 - 1e-9 && range.high[0] > 1e-10 + 1e-9)
    let row = bounds.minima(bounds.backward(from: program.output, [1, -1], constants: [0]))[0]
    #expect(row <= 0 && output.low[0] <= 0)
  }

  @Test("Lines are drawn where all of them take no more multiplications than the limit", arguments: [700_000, 720_000])
  func refines(places: Int) {
    // One multiplication and one ReLU at each place: 4 n² in all.
    var program = BoundProgram(inputs: places)
    let map = DenseMap(matrix: [1], outputs: 1, inputs: 1, places: places)
    let value = program.append(.linear(map, shift: [Double](repeating: 0, count: places), input: 0))
    _ = program.append(.function(.relu, input: value))
    #expect(RangeFinder(program).refines == (places == 700_000))
  }
}
