extension CMAES {
  /// The reason why a search ended, with the value that crossed the threshold.
  public enum StopReason: Codable, Sendable, Equatable {
    /// A fitness is at or below the target.
    case target(fitness: Double)
    case evaluationBudget(evaluations: Int)
    /// The fitnesses of the newest generation, and the best ones of recent generations, lie within `range`.
    case tolfun(range: Double)
    /// The best fitnesses of recent generations lie within `range`.
    case tolfunhist(range: Double)
    /// The standard deviation of no coordinate is above `deviation`.
    case tolx(deviation: Double)
    /// σ grew by the factor `growth` more than the longest axis of C, as where a search creeps along.
    case tolupsigma(growth: Double)
    /// The standard deviation of a coordinate grew by the factor `growth`. The search diverges, or its first σ was far
    /// too small.
    case tolfacupx(growth: Double)
    /// Neither best nor median improved over `generations`.
    case stagnation(generations: Int)
    case conditionNumber(Double)
    /// A step of 0.1 σ along this axis changes no coordinate of the mean. Axes are counted from the shortest.
    case noEffectAxis(axis: Int)
    /// A step of 0.2 standard deviations along this coordinate does not change the mean.
    case noEffectCoordinate(coordinate: Int)

    /// Whether a search with a larger population may do better: what was asked for has been reached, or spent, where
    /// not.
    public var allowsRestart: Bool {
      switch self {
      case .target, .evaluationBudget: false
      case .tolfun, .tolfunhist, .tolx, .tolupsigma, .tolfacupx, .stagnation, .conditionNumber, .noEffectAxis,
        .noEffectCoordinate:
        true
      }
    }

    /// The rule's name, without its value.
    public var name: String {
      switch self {
      case .target: "target"
      case .evaluationBudget: "budget"
      case .tolfun: "tolfun"
      case .tolfunhist: "tolfunhist"
      case .tolx: "tolx"
      case .tolupsigma: "tolupsigma"
      case .tolfacupx: "tolfacupx"
      case .stagnation: "stagnation"
      case .conditionNumber: "condition number"
      case .noEffectAxis, .noEffectCoordinate: "no effect"
      }
    }
  }
}

extension CMAES.StopReason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .target(let fitness): "\(name): fitness \(fitness)"
    case .evaluationBudget(let evaluations): "\(name): \(evaluations) evaluations"
    case .tolfun(let range): "\(name): fitnesses within \(range)"
    case .tolfunhist(let range): "\(name): best fitnesses of recent generations within \(range)"
    case .tolx(let deviation): "\(name): standard deviations at most \(deviation)"
    case .tolupsigma(let growth): "\(name): step size grew \(growth) times over the longest axis"
    case .tolfacupx(let growth): "\(name): a standard deviation grew \(growth) times"
    case .stagnation(let generations): "\(name): no improvement over \(generations) generations"
    case .conditionNumber(let value): "\(name): \(value)"
    case .noEffectAxis(let axis): "\(name): a step along axis \(axis) no longer moves the mean"
    case .noEffectCoordinate(let coordinate): "\(name): a step along coordinate \(coordinate) no longer moves the mean"
    }
  }
}
