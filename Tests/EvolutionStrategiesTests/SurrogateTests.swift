import Foundation
import Testing

@testable import EvolutionStrategies

@Suite("A surrogate")
struct SurrogateTests {
  /// Points of n coordinates without any order.
  private func cloud(_ count: Int, _ n: Int, from first: Int = 0) -> [[Double]] {
    (first..<first + count).map { i in (0..<n).map { sin(1.7 * Double(i + 1) * Double($0 + 1).squareRoot()) } }
  }

  /// A sum of squares with every product: of the full form.
  private func bowl(_ x: [Double]) -> Double {
    x.indices.reduce(0.5) { $0 + Double($1 + 1) * x[$1] * x[$1] + x[0] * x[$1] }
  }

  /// `bowl` in generations of `size`; the number of evaluations of each, and the surrogate.
  private func generations(
    _ count: Int, of size: Int, n: Int
  ) -> (surrogate: Surrogate, found: [Surrogate.Generation], asked: [[Int]]) {
    var surrogate = Surrogate(dimension: n, populationSize: size), found: [Surrogate.Generation] = []
    var asked: [[Int]] = []
    for generation in 0..<count {
      let candidates = cloud(size, n, from: generation * size)
      var batches: [Int] = []
      found.append(
        surrogate.evaluate(candidates) { chosen in
          batches.append(chosen.count)
          return chosen.map { bowl(candidates[$0]) }
        })
      asked.append(batches)
    }
    return (surrogate, found, asked)
  }

  @Test("evaluates a few candidates more at a time: 5, 8, 12, 18, … of the first generation")
  func schedule() {
    var surrogate = Surrogate(dimension: 4, populationSize: 30), batches: [Int] = []
    let candidates = cloud(30, 4)
    // Values that no model ranks.
    let generation = surrogate.evaluate(candidates) { chosen in
      batches.append(chosen.count)
      return chosen.map { Double(($0 * 7919 + 5) % 31) }
    }
    #expect(batches == [5, 3, 4, 6, 9, 3])
    #expect(generation.isAsked.allSatisfy { $0 } && generation.predicted == nil)
    #expect(generation.values == candidates.indices.map { Double(($0 * 7919 + 5) % 31) }, "the truth is told")
  }

  @Test(
    "evaluates one candidate of a generation once a quadratic function is known, and predicts it to the last digits")
  func exact() throws {
    let n = 3, run = generations(8, of: 12, n: n)
    #expect(run.surrogate.form == .full)
    let last = try #require(run.found.last), candidates = cloud(12, n, from: 84)
    #expect(run.asked.last == [1] && last.tau == 1)
    let model = try #require(last.model)
    for x in candidates { #expect(abs(model.value(at: x) - bowl(x)) < 1e-9) }
    // The candidate that was evaluated is the best, so that the model needs not be moved.
    for (value, x) in zip(try #require(last.predicted), candidates) { #expect(abs(value - bowl(x)) < 1e-9) }
    #expect(last.isAsked.firstIndex(of: true) == candidates.indices.min { bowl(candidates[$0]) < bowl(candidates[$1]) })
    #expect(last.values == last.predicted)
  }

  @Test("is linear, then diagonal, then full, as there are points for it")
  func forms() {
    var surrogate = Surrogate(dimension: 3, populationSize: 4), forms: [QuadraticModel.Form: Int] = [:]
    for (index, x) in cloud(40, 3).enumerated() {
      surrogate.keep([.init(x: x, f: bowl(x))], before: surrogate.points)
      if forms[surrogate.form] == nil { forms[surrogate.form] = index + 1 }
    }
    // 1.1 × 7 / 0.75 = 10.3 and 1.1 × 10 / 0.75 = 14.7.
    #expect(forms == [.linear: 1, .diagonal: 11, .full: 15])
    // Twice ten coefficients: the newest points.
    #expect(surrogate.points.count == 20 && surrogate.points.first?.x == cloud(1, 3, from: 39)[0])
  }

  @Test("does not trust a model with as many coefficients as points, which agrees with whatever they are")
  func overdetermined() {
    var surrogate = Surrogate(dimension: 8, populationSize: 20), batches: [Int] = []
    let candidates = cloud(20, 8)
    let generation = surrogate.evaluate(candidates) { chosen in
      batches.append(chosen.count)
      return chosen.map { candidates[$0].reduce(0, +) }
    }
    // A plane in 8 dimensions has 9 coefficients: five and eight points say nothing of it.
    #expect(batches == [5, 3, 4] && generation.tau == 1)
    #expect(generation.isAsked.count { $0 } == 12)
  }

  @Test("is not trusted where all values are equal, which ranks nothing")
  func flat() {
    var surrogate = Surrogate(dimension: 2, populationSize: 8)
    let generation = surrogate.evaluate(cloud(8, 2)) { $0.map { _ in 0.1 } }
    #expect(generation.tau == nil && generation.isAsked.allSatisfy { $0 })
    #expect(generation.values == [Double](repeating: 0.1, count: 8))
  }

  @Test("has another candidate evaluated in place of one that says nothing, which ranks last")
  func inVain() {
    var surrogate = generations(8, of: 12, n: 3).surrogate, asked: [Int] = []
    let candidates = cloud(12, 3, from: 200), before = surrogate.points.count
    let generation = surrogate.evaluate(candidates) { chosen in
      defer { asked += chosen }
      return chosen.map { asked.isEmpty ? .nan : bowl(candidates[$0]) }
    }
    #expect(asked.count == 2 && generation.isAsked.count { $0 } == 2)
    #expect(generation.values[asked[0]] == .infinity && generation.evaluated[asked[0]] == nil)
    #expect(generation.values.count { $0.isFinite } == 11)
    #expect(surrogate.points.count == before && surrogate.points[0].x == candidates[asked[1]])
    var lost = Surrogate(dimension: 3, populationSize: 12)
    let all = lost.evaluate(candidates) { $0.map { _ in .nan } }
    #expect(all.isAsked.allSatisfy { $0 } && all.values.allSatisfy { $0 == .infinity } && all.model == nil)
  }

  @Test("tells no value below the best that was found in the generation")
  func offset() {
    var surrogate = generations(8, of: 12, n: 3).surrogate
    let candidates = cloud(12, 3, from: 300)
    // The function has moved up since: a model of old points knows differences alone.
    let generation = surrogate.evaluate(candidates) { $0.map { bowl(candidates[$0]) + 100 } }
    let best = generation.evaluated.compactMap { $0 }.min()
    #expect(generation.values.min() == best)
  }

  @Test("keeps a point that comes again once")
  func again() {
    var surrogate = Surrogate(dimension: 2, populationSize: 4)
    let candidates = [[1.0, 2], [1, 2], [0, 1], [3, 3]]
    _ = surrogate.evaluate(candidates) { $0.map { bowl(candidates[$0]) } }
    _ = surrogate.evaluate(candidates) { $0.map { bowl(candidates[$0]) } }
    #expect(surrogate.points.count == 3)
  }

  @Test("that was decoded from JSON goes on to the same bits")
  func resumes() throws {
    struct Both: Codable, Equatable {
      var strategy: CMAES
      var surrogate: Surrogate
    }
    var problem = NoisyFunction(.rosenbrock, noise: 0.01, seed: 5)
    var whole = Both(
      strategy: search(.rosenbrock, dimension: 3, settings: .init(seed: 5)),
      surrogate: Surrogate(dimension: 3, populationSize: 7))
    for _ in 0..<12 { whole.strategy.step(&problem, &whole.surrogate) }
    var resumed = try JSONDecoder().decode(Both.self, from: JSONEncoder().encode(whole)), same = problem
    #expect(resumed == whole && whole.strategy.injected != nil)
    for _ in 0..<12 {
      whole.strategy.step(&problem, &whole.surrogate)
      resumed.strategy.step(&same, &resumed.surrogate)
    }
    #expect(resumed == whole && same.evaluations == problem.evaluations)
  }

  @Test("without candidates evaluates none")
  func empty() {
    var surrogate = Surrogate(dimension: 2, populationSize: 4)
    let generation = surrogate.evaluate([]) { _ in [] }
    #expect(generation.values.isEmpty && generation.model == nil)
  }
}
