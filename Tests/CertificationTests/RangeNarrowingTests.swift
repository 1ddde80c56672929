import Models
import Testing

@testable import Certification

@Suite("Ranges narrowed by rows in windows")
struct RangeNarrowingTests {
  /// Rows of whole maps, all of which go back to the input.
  private static func whole(_ bounds: LinearBounds, _ value: Int, _ number: Int) -> (low: Double, high: Double) {
    var rows = [Double](repeating: 0, count: 2 * bounds.program.sizes[value])
    rows[number] = 1
    rows[bounds.program.sizes[value] + number] = -1
    let minima = bounds.minima(bounds.backward(from: value, rows, constants: [0, 0]))
    return (minima[0], -minima[1])
  }

  @Test(
    "are no wider than by rows of whole maps, and mostly as wide", arguments: [1, 3] as [UInt64], [false, true])
  func whole(seed: UInt64, isBranched: Bool) throws {
    let program = try BoundProgram(
      isBranched ? SampleNetworks.branched(seed: seed) : SampleNetworks.residual(seed: seed))
    let region = InputRegion(around: SampleNetworks.point(program.sizes[0], seed: seed), epsilon: 0.15)
    let finder = RangeFinder(program), wide = finder.bounds(on: region, .intervals).0
    let narrow = finder.bounds(on: region, .lines).0
    var undecided = 0, equal = 0
    for (step, function, value) in program.functions {
      let own = narrow.ranges[step]!, interval = wide.ranges[step]!
      for i in own.low.indices {
        #expect(own.low[i] >= interval.low[i] - 1e-12 && own.high[i] <= interval.high[i] + 1e-12)
        guard function.isUndecided(own.low[i], own.high[i]) else { continue }
        let rows = Self.whole(narrow, value, i)
        undecided += 1
        // The side that a ReLU is likely on always goes all the way.
        #expect(own.low[i] >= rows.low - 1e-9 || own.high[i] <= rows.high + 1e-9)
        if abs(own.low[i] - rows.low) < 1e-9 || abs(own.high[i] - rows.high) < 1e-9 { equal += 1 }
      }
    }
    #expect(undecided > 0 && 2 * equal > undecided, "\(equal) of \(undecided)")
  }

  @Test("say on which side a ReLU is where whole maps say it", arguments: [1, 2, 3] as [UInt64])
  func decided(seed: UInt64) throws {
    let program = try BoundProgram(SampleNetworks.branched(seed: seed))
    let region = InputRegion(around: SampleNetworks.point(program.sizes[0], seed: seed), epsilon: 0.02)
    let bounds = RangeFinder(program).bounds(on: region, .lines).0
    for (step, _, value) in program.functions {
      let own = bounds.ranges[step]!
      for i in own.low.indices where own.low[i] < 0 && own.high[i] > 0 {
        let rows = Self.whole(bounds, value, i)
        #expect(rows.low < 1e-9 && rows.high > -1e-9)
      }
    }
  }

  @Test("are no wider than those that are known")
  func known() throws {
    let program = try BoundProgram(SampleNetworks.residual(seed: 3))
    let region = InputRegion(around: SampleNetworks.point(72, seed: 3), epsilon: 0.1), finder = RangeFinder(program)
    let first = finder.bounds(on: region, .lines).0
    let second = finder.bounds(on: region, .betterLines, within: first).0
    var gains = 0
    for (step, _, _) in program.functions {
      let (a, b) = (first.ranges[step]!, second.ranges[step]!)
      for i in a.low.indices {
        #expect(b.low[i] >= a.low[i] && b.high[i] <= a.high[i])
        if b.high[i] - b.low[i] < a.high[i] - a.low[i] - 1e-6 { gains += 1 }
      }
    }
    #expect(gains > 0)
  }
}
