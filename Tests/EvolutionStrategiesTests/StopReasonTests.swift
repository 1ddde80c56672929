import EvolutionStrategies
import Foundation
import Testing

/// A search that must end by the rule `name`, with every other rule that could come first turned off.
struct StopCase: Sendable, CustomTestStringConvertible {
  let name: String
  var start = [1.0, 1.0]
  var settings = CMAES.Settings(seed: 4)
  var tolerances = CMAES.Tolerances()
  let function: @Sendable ([Double]) -> Double

  var testDescription: String { name }
}

private let none = CMAES.Tolerances(
  tolfun: nil, tolfunhist: nil, tolx: nil, tolupsigma: nil, tolfacupx: nil, tolconditioncov: nil,
  tolstagnation: 0, noEffect: false)

private func only(_ change: (inout CMAES.Tolerances) -> Void) -> CMAES.Tolerances {
  var tolerances = none
  change(&tolerances)
  return tolerances
}

private let sphere: @Sendable ([Double]) -> Double = { BenchmarkFunction.sphere($0) }

private let cases: [StopCase] = [
  .init(name: "target", settings: .init(target: 1e-3), function: sphere),
  .init(name: "budget", settings: .init(maximumEvaluations: 50), function: sphere),
  .init(name: "tolfun", function: sphere),
  .init(name: "tolfun", function: { _ in 0 }),
  .init(
    name: "tolfunhist", tolerances: only { $0.tolfunhist = 1e-12 },
    function: { max(sphere($0), 0.25) + ($0[0] > 2 ? 1 : 0) }),
  .init(name: "tolx", tolerances: only { $0.tolx = 1e-11 }, function: sphere),
  .init(name: "tolupsigma", tolerances: only { $0.tolupsigma = 3 }, function: { -sphere($0) }),
  .init(name: "tolfacupx", function: { $0[0] }),
  .init(
    name: "stagnation", tolerances: only { $0.tolstagnation = nil },
    function: { sin(1e9 * $0[0]) + sin(1e9 * $0[1]) }),
  .init(
    name: "condition number", tolerances: only { $0.tolconditioncov = 1e14 },
    function: { $0[0] * $0[0] + 1e18 * $0[1] * $0[1] }),
]

@Suite("Stop rules")
struct StopReasonTests {
  @Test("every rule stops the search that it is made for", arguments: cases)
  func isReached(example: StopCase) throws {
    var settings = example.settings
    settings.tolerances = example.tolerances
    var strategy = CMAES(start: example.start, sigma: 0.5, settings: settings)
    while strategy.stopReason == nil, strategy.generation < 5000 {
      strategy.tell(strategy.ask().map(example.function))
    }
    let reason = try #require(strategy.stopReason)
    #expect(reason.name == example.name)
    #expect(reason.description.hasPrefix("\(example.name): "))
    let decoded = try JSONDecoder().decode(CMAES.self, from: JSONEncoder().encode(strategy))
    #expect(decoded.stopReason == reason)
  }

  @Test("a coordinate whose steps are lost in the last bit stops the search")
  func noEffectCoordinate() {
    var strategy = CMAES(
      start: [1e9, 1], sigma: 0.5, settings: .init(seed: 4, tolerances: only { $0.noEffect = true }))
    run(&strategy) { sphere([$0[0] - 1e9, $0[1]]) }
    #expect(strategy.stopReason == .noEffectCoordinate(coordinate: 0))
    #expect(strategy.stopReason?.name == "no effect")
  }

  @Test("a narrow axis across the coordinates stops the search, though each coordinate still moves")
  func noEffectAxis() {
    var strategy = CMAES(
      start: [1e9, 1e9], sigma: 0.5, settings: .init(seed: 4, tolerances: only { $0.noEffect = true }))
    run(&strategy) { sphere([1e5 * ($0[0] + $0[1] - 2e9), $0[0] - $0[1]]) }
    #expect(strategy.stopReason == .noEffectAxis(axis: 0))
    #expect(strategy.stopReason?.description == "no effect: a step along axis 0 no longer moves the mean")
  }

  @Test("a plateau of failures alone neither stops the search nor counts as convergence")
  func failuresAreNoConvergence() {
    var strategy = CMAES(start: [1, 1], sigma: 0.5, settings: .init(seed: 4))
    run(&strategy, generations: 200) { _ in .nan }
    #expect(strategy.stopReason == nil)
    #expect(strategy.best == nil)
  }
}
