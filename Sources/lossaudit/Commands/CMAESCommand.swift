import ArgumentParser
import EvolutionStrategies
import Files

struct CMAESCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cmaes", abstract: "Run CMA-ES on a test function, to be compared with other implementations.")

  @Option(help: "Function: \(BenchmarkFunction.allCases.map(\.rawValue).joined(separator: ", ")).")
  var function: String
  @Option(help: "Dimension.") var dimension: Int
  @Option(help: "First value of every coordinate (default: 1; 0 for rosenbrock).") var start: Double?
  @Option(help: "First step size (default: 0.5; 0.3 for rosenbrock).") var sigma: Double?
  @Option(help: "Stop at or below this value (default: 1e-9; none with noise).") var target: Double?
  @Option(help: "Stop after so many evaluations, of all restarts together.") var maxEvaluations: Int?
  @Option(help: "Candidates of a generation (default: 4 + ⌊3 ln n⌋).") var population: Int?
  @Option(help: "Standard deviation of normal noise that is added to every value.") var noise = 0.0
  @Flag(help: "Measure and treat the noise, by evaluating some candidates again.") var noiseHandling = false
  @Option(help: "With noise handling, most evaluations whose mean is one fitness.") var noiseEvaluations = 30
  @Option(
    help:
      "With noise handling, when the step grows: \(NoiseHandling.Widening.allCases.map(\.rawValue).joined(separator: ", "))."
  )
  var noiseWidening = NoiseHandling.Widening.atMaximum.rawValue
  @Flag(help: "Spare evaluations by a linear or quadratic model of the function.") var surrogate = false
  @Option(help: "Restarts after a stop before the target and the budget, each with twice the population.")
  var restarts = 0
  @OptionGroup var seed: SeedOption
  @OptionGroup var common: CommonOptions

  struct Result: Encodable {
    var function: String
    var dimension: Int
    var seed: UInt64
    var evaluations: Int
    /// The lowest value that was told, noise included.
    var best: Double?
    /// The value without noise at the last mean of the distribution.
    var mean: Double
    var noise: Double
    /// The noise level at the end; `nil` without handling.
    var noiseLevel: Double?
    /// The form of the surrogate's last model; `nil` without one.
    var model: QuadraticModel.Form?
    var populations: [Int]
    var stop: String

    enum CodingKeys: String, CodingKey {
      case function, dimension, seed, evaluations, best, mean, noise, populations, stop, model
      case noiseLevel = "noise_level"
    }
  }

  func run() throws {
    guard let known = BenchmarkFunction(rawValue: function) else {
      let names = BenchmarkFunction.allCases.map(\.rawValue)
      throw ValidationError(
        "--function: unknown function \(function); expected \(names.joined(separator: ", "))"
          + (NearestName.of(function, in: names).map { "; did you mean \($0)?" } ?? ""))
    }
    let seed = try seed.value(), sigma = self.sigma ?? known.start.sigma, start = self.start ?? known.start.x
    try requireRanges(sigma: sigma, start: start)
    let first = [Double](repeating: start, count: dimension)
    var settings = CMAES.Settings(
      populationSize: population, seed: seed, target: target ?? (noise > 0 ? nil : 1e-9),
      maximumEvaluations: maxEvaluations)
    var handling = try noiseHandling ? self.handling() : nil
    // σ that noise handling keeps up is no divergence.
    if noiseHandling { settings.tolerances.tolfacupx = nil }
    var problem = NoisyFunction(known, noise: noise, seed: seed)
    var strategy = CMAES(start: first, sigma: sigma, settings: settings), populations = [strategy.populationSize]
    var best = Double.infinity, left = restarts, form: QuadraticModel.Form?
    while true {
      var model = Surrogate(dimension: dimension, populationSize: strategy.populationSize)
      while strategy.stopReason == nil {
        if surrogate { strategy.step(&problem, &model) } else { strategy.step(&problem, &handling) }
      }
      form = surrogate ? model.form : nil
      best = min(best, strategy.best?.f ?? .infinity)
      guard left > 0, strategy.stopReason?.allowsRestart == true else { break }
      left -= 1
      strategy = strategy.restarted(at: first)
      populations.append(strategy.populationSize)
    }
    let result = Result(
      function: function, dimension: dimension, seed: seed, evaluations: problem.evaluations,
      best: best.isFinite ? best : nil, mean: known(strategy.mean), noise: noise, noiseLevel: handling?.level,
      model: form,
      populations: populations, stop: "\(strategy.stopReason!)")
    try common.output(
      result,
      text: "\(result.evaluations) evaluations, best \(result.best.map { "\($0)" } ?? "none")"
        + (noise > 0 ? ", without noise \(result.mean) at the mean" : "") + "; \(result.stop)")
  }

  private func handling() throws -> NoiseHandling {
    guard let widening = NoiseHandling.Widening(rawValue: noiseWidening) else {
      let names = NoiseHandling.Widening.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--noise-widening: expected one of \(names), found \(noiseWidening)")
    }
    return NoiseHandling(dimension: dimension, maximumEvaluations: noiseEvaluations, widening: widening)
  }

  private func requireRanges(sigma: Double, start: Double) throws {
    guard (1...10_000).contains(dimension), (2...1_000_000).contains(population ?? 2), maxEvaluations ?? 1 >= 1,
      sigma > 0, sigma.isFinite, start.isFinite, target?.isNaN != true
    else {
      throw ValidationError(
        "expected --dimension from 1 to 10000, --population from 2, --max-evaluations from 1, --sigma above 0,"
          + " --start and --target numbers")
    }
    guard noise >= 0, noise.isFinite, noiseEvaluations >= 1, (0...20).contains(restarts) else {
      throw ValidationError("expected --noise from 0, --noise-evaluations from 1, --restarts from 0 to 20")
    }
    guard !surrogate || !noiseHandling else {
      throw ValidationError(
        "--surrogate: expected none beside --noise-handling, which evaluates candidates of its own choice")
    }
    guard !surrogate || dimension <= 100 else {
      throw ValidationError(
        "--surrogate: expected --dimension up to 100, since the model has n² / 2 coefficients, found \(dimension)")
    }
    guard noise == 0 || target != nil || maxEvaluations != nil else {
      throw ValidationError("--noise: expected --max-evaluations too, since noise hides every other end, found none")
    }
  }
}
