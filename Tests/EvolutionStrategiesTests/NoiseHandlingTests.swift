import Foundation
import Testing

@testable import EvolutionStrategies

/// One generation that pycma's handler measured.
struct MeasuredGeneration: Sendable {
  let fitnesses: [Double]
  let again: [Int: Double]
  let level: Double
  let growth: Double
  let evaluations: Double
}

/// Recorded with pycma 4.5.0, one after another: `h = cma.NoiseHandler(8, maxevals=[1, 1, 30])`, then for each
/// ```
/// h.fit, h.fitre, h.idx = fitnesses, [again.get(i, f) for i, f in enumerate(fitnesses)], list(again)
/// h.update_measure(); growth = h.treat(); level, evaluations = h.noiseS, h.evaluations
/// ```
private let recorded: [MeasuredGeneration] = [
  .init(
    fitnesses: [0.92, 2.22, 1.79, -0.96, 1.15, 1.47, 1.72, 0.7, 0.74, 2.36], again: [0: -0.72, 1: -2.42, 3: 1.99],
    level: 2.575, growth: 1.1111111111111112, evaluations: 1.1111111111111112),
  .init(
    fitnesses: [-1.1, 0.39, 2.39, 1.44, 1.93, -0.89, 1.09, 2.24, 0.48, 2.73], again: [0: -1.79, 1: 2.29, 5: 3.4],
    level: 3.4275, growth: 1.1111111111111112, evaluations: 1.234567901234568),
  .init(
    fitnesses: [-0.83, 2.67, 1.86, 2.0, 1.44, 1.27, 0.58, 4.54, 1.88, 0.73], again: [0: 8.31, 1: 0.23, 6: 0.84],
    level: 4.87425, growth: 1.1111111111111112, evaluations: 1.3717421124828535),
  .init(
    fitnesses: [1.39, 2.11, 1.3, 2.51, 1.48, 1.94, -0.14, 2.2, -0.19, 0.31], again: [0: 2.45, 1: -1.32, 8: -4.42],
    level: 4.536975, growth: 1.1111111111111112, evaluations: 1.5241579027587262),
  .init(
    fitnesses: [2.58, 2.17, -2.56, 1.44, 3.01, 2.95, 1.19, 1.41, 1.77, 0.88], again: [0: 2.55, 1: 2.2, 2: -2.55],
    level: 2.3008825, growth: 1.1111111111111112, evaluations: 1.6935087808430291),
  .init(
    fitnesses: [-0.27, 0.79, 1.83, 1.93, -3.33, -0.24, 0.87, 4.28, 3.22, 1.45], again: [0: -0.32, 1: 0.85, 4: -3.32],
    level: 0.7356177500000003, growth: 1.1111111111111112, evaluations: 1.8816764231589214),
]

@Suite("Noise handling")
struct NoiseHandlingTests {
  @Test("level, σ's factor and the number of evaluations are pycma's, generation after generation")
  func pycma() {
    var noise = NoiseHandling(dimension: 8, maximumEvaluations: 30, widening: .always)
    for generation in recorded {
      let growth = noise.measure(generation.fitnesses, again: generation.again)
      #expect(abs(noise.level - generation.level) < 1e-12)
      #expect(abs(growth - generation.growth) < 1e-15)
      #expect(abs(noise.exactEvaluations - generation.evaluations) < 1e-12)
    }
    #expect(noise.evaluations == 1)
  }

  @Test("what comes out the same again is no noise: σ stays, and the evaluations fall to one")
  func quiet() {
    var noise = NoiseHandling(dimension: 8, maximumEvaluations: 30)
    for _ in 0..<3 { _ = noise.measure([5, 4, 3, 2, 1, 0, 6, 7, 8, 9], again: [0: 9.5, 1: -1, 5: 8.5]) }
    #expect(noise.level > 0 && noise.exactEvaluations > 1)
    for _ in 0..<40 {
      let growth = noise.measure([5, 4, 3, 2, 1, 0, 6, 7, 8, 9], again: [0: 5, 1: 4, 5: 0])
      if noise.level <= 0 { #expect(growth == 1) }
    }
    #expect(noise.level < 0 && noise.exactEvaluations == 1)
  }

  @Test("equal fitnesses are no change of ranks, however many there are")
  func ties() {
    var noise = NoiseHandling(dimension: 8, maximumEvaluations: 30)
    #expect(noise.measure([0, 0, 0, 0, 0, 0, 0, 1], again: [0: 0, 1: 0]) == 1)
    #expect(noise.level <= 0)
  }

  @Test("the evaluations grow up to their maximum and no further")
  func maximum() {
    var noise = NoiseHandling(dimension: 8, maximumEvaluations: 3)
    for _ in 0..<30 { _ = noise.measure([0, 1, 2, 3, 4, 5], again: [0: 9, 5: -9]) }
    #expect(noise.exactEvaluations == 3 && noise.evaluations == 3)
  }

  @Test("as published, σ grows only once the evaluations cannot")
  func widening() {
    var noise = NoiseHandling(dimension: 8, maximumEvaluations: 3)
    var factors: [Double] = []
    for _ in 0..<30 {
      let isAtMaximum = noise.evaluations == 3
      factors.append(noise.measure([0, 1, 2, 3, 4, 5], again: [0: 9, 5: -9]))
      #expect(factors.last == (isAtMaximum ? noise.growth : 1))
    }
    #expect(Set(factors).count == 2)
  }

  @Test("the first few and the best of the rest are evaluated again, and none whose fitness is not finite")
  func chosen() {
    let noise = NoiseHandling(dimension: 8, maximumEvaluations: 1)
    // λ = 20: three, without a draw.
    let fitnesses = (0..<20).map { Double(19 - $0) }
    #expect(noise.reevaluated(fitnesses, seed: 1, generation: 3) == [0, 1, 19])
    var failed = fitnesses
    failed[0] = .infinity
    failed[19] = .nan
    #expect(noise.reevaluated(failed, seed: 1, generation: 3) == [1, 2, 18])
    #expect(noise.reevaluated([.infinity, .infinity], seed: 1, generation: 3).isEmpty)
  }

  @Test("the fraction of the number is its chance of one more")
  func fraction() {
    let noise = NoiseHandling(dimension: 8, maximumEvaluations: 1)
    let counts = (0..<400).map { noise.reevaluated((0..<10).map(Double.init), seed: 7, generation: $0).count }
    #expect(Set(counts) == [2, 3])
    // 2.5 in the mean; the standard error of 400 draws is 0.025.
    #expect(abs(Double(counts.reduce(0, +)) / 400 - 2.5) < 0.1)
  }

  @Test("a candidate that was evaluated twice counts with the mean of both")
  func averaged() { #expect(NoiseHandling.averaged([1, 2, 3], with: [1: 4]) == [1, 3, 3]) }

  @Test("a noisy search decoded from JSON goes on to the same bits")
  func resumes() throws {
    struct Both: Codable, Equatable {
      var strategy: CMAES
      var noise: NoiseHandling?
    }
    var problem = NoisyFunction(.sphere, noise: 1, seed: 5)
    var whole = Both(
      strategy: search(.sphere, dimension: 4, settings: .init(seed: 5)),
      noise: NoiseHandling(dimension: 4, maximumEvaluations: 5))
    for _ in 0..<15 { whole.strategy.step(&problem, &whole.noise) }
    var resumed = try JSONDecoder().decode(Both.self, from: JSONEncoder().encode(whole)), same = problem
    #expect(resumed == whole)
    for _ in 0..<15 {
      whole.strategy.step(&problem, &whole.noise)
      resumed.strategy.step(&same, &resumed.noise)
    }
    #expect(resumed == whole && same.evaluations == problem.evaluations)
  }
}
