import Testing

@testable import Certification

@Suite("The search for slopes")
struct SlopeSearchTests {
  private static func bounds(_ seed: UInt64) throws -> LinearBounds {
    let program = try BoundProgram(SampleNetworks.residual(seed: seed))
    return RangeFinder(program).bounds(
      on: InputRegion(around: SampleNetworks.point(72, seed: seed), epsilon: 0.15), .betterLines
    ).0
  }

  /// Far below 0, where the search does not end early.
  private static let rows: [Double] = [1, -1, 0, 0, 1, -1], constants = [-100.0, -99.75]

  @Test("raises bounds, which stay below every value")
  func raises() throws {
    var gains: [Double] = []
    for seed in 1...5 {
      let bounds = try Self.bounds(UInt64(seed)), program = bounds.program
      let plain = bounds.minima(bounds.backward(from: program.output, Self.rows, constants: Self.constants))
      let search = SlopeSearch(bounds: bounds)
      let found = search.run(Self.rows, constants: Self.constants, RowChoices(lowerSlopes: search.start(2)))
      gains += zip(found.minima, plain).map { $0 - $1 }
      let samples = CounterexampleSearch(program: program, region: bounds.region, property: OutputProperty(cases: []))
      let values = program.values(samples.randomStarts(300, seed: 4).flatMap { $0 }, rows: 300)[program.output]
      for i in 0..<300 {
        #expect(values[3 * i] - values[3 * i + 1] - 100 >= found.minima[0])
        #expect(values[3 * i + 1] - values[3 * i + 2] - 99.75 >= found.minima[1])
      }
    }
    #expect(gains.allSatisfy { $0 >= 0 } && gains.contains { $0 > 0.01 }, "\(gains)")
  }

  @Test("holds on both sides of a split, of which none is below the whole", arguments: 1...5)
  func split(seed: Int) throws {
    let bounds = try Self.bounds(UInt64(seed)), program = bounds.program
    let search = SlopeSearch(bounds: bounds), row = Array(Self.rows.prefix(3))
    let whole = search.run(row, constants: [-100], RowChoices(lowerSlopes: search.start(1)))
    guard let next = whole.next[0] else { return }
    let splits = [true, false].map { [Split(step: next.step, index: next.index, isPositive: $0)] }
    let halves = search.run(
      row + row, constants: [-100, -100],
      RowChoices(lowerSlopes: search.start(2), splits: splits, multipliers: [[0], [0]]))
    let samples = CounterexampleSearch(program: program, region: bounds.region, property: OutputProperty(cases: []))
    let values = program.values(samples.randomStarts(500, seed: 4).flatMap { $0 }, rows: 500)
    guard case .function(_, let input) = program.steps[next.step] else { return }
    let size = program.sizes[input], outputs = values[program.output]
    for i in 0..<500 {
      let side = values[input][i * size + next.index] >= 0 ? 0 : 1
      #expect(outputs[3 * i] - outputs[3 * i + 1] - 100 >= halves.minima[side])
    }
    #expect(halves.minima.min()! >= whole.minima[0] - 0.02)
  }

  @Test("ends when it is told to, with bounds that hold, and says no mean corner then")
  func told() throws {
    let bounds = try Self.bounds(1), program = bounds.program
    var looks = 0
    let search = SlopeSearch(bounds: bounds, iterations: 20)
    let choices = RowChoices(lowerSlopes: search.start(2))
    let found = search.run(Self.rows, constants: Self.constants, choices) {
      looks += 1
      return looks == 3
    }
    let plain = bounds.minima(bounds.backward(from: program.output, Self.rows, constants: Self.constants))
    #expect(looks == 3 && found.means.isEmpty && zip(found.minima, plain).allSatisfy { $0 >= $1 })
    let whole = search.run(Self.rows, constants: Self.constants, choices)
    for mean in whole.means {
      #expect(zip(mean, bounds.region.low).allSatisfy { $0 >= $1 - 1e-12 })
      #expect(zip(mean, bounds.region.high).allSatisfy { $0 <= $1 + 1e-12 })
    }
    #expect(whole.means.count == 2)
  }
}
