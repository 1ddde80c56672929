extension CMAES {
  /// The settings of a search.
  public struct Settings: Codable, Sendable, Equatable {
    /// The number λ of candidates in a generation; `nil` is 4 + ⌊3 ln n⌋.
    public var populationSize: Int?
    /// The seed. Together with the start, σ and the fitnesses it decides every candidate.
    public var seed: UInt64
    /// The fitness at or below which the search stops.
    public var target: Double?
    /// The number of evaluations that ends the search. The generation that reaches it is completed.
    public var maximumEvaluations: Int?
    public var tolerances: Tolerances

    public init(
      populationSize: Int? = nil, seed: UInt64 = 1, target: Double? = nil, maximumEvaluations: Int? = nil,
      tolerances: Tolerances = Tolerances()
    ) {
      self.populationSize = populationSize
      self.seed = seed
      self.target = target
      self.maximumEvaluations = maximumEvaluations
      self.tolerances = tolerances
    }
  }

  /// Thresholds of the stop rules, by pycma's names and with its defaults; `nil` turns a rule off.
  public struct Tolerances: Codable, Sendable, Equatable {
    /// Stops where the fitnesses of the newest generation, and the best ones of recent generations, both lie in a range
    /// below it.
    public var tolfun: Double?
    /// Stops where the best fitnesses of recent generations lie in a range below it.
    public var tolfunhist: Double?
    /// Stops where the standard deviation of every coordinate is below it.
    public var tolx: Double?
    /// Stops where σ has grown by more than this factor over its start, in units of the longest axis of C.
    public var tolupsigma: Double?
    /// Stops where the standard deviation of a coordinate has grown by more than this factor over its start.
    public var tolfacupx: Double?
    /// Stops where the condition number of C is above it.
    public var tolconditioncov: Double?
    /// Stops after this number of generations without improvement. `nil` is 100 + 100 n^1.5 / λ, and 0 turns the rule
    /// off.
    public var tolstagnation: Int?
    /// Stops where a step of 0.1 σ along an axis, or of 0.2 σ along a coordinate, is too small to change the mean.
    public var noEffect: Bool

    public init(
      tolfun: Double? = 1e-11, tolfunhist: Double? = 1e-12, tolx: Double? = 1e-11, tolupsigma: Double? = 1e20,
      tolfacupx: Double? = 1e3, tolconditioncov: Double? = 1e14, tolstagnation: Int? = nil, noEffect: Bool = true
    ) {
      self.tolfun = tolfun
      self.tolfunhist = tolfunhist
      self.tolx = tolx
      self.tolupsigma = tolupsigma
      self.tolfacupx = tolfacupx
      self.tolconditioncov = tolconditioncov
      self.tolstagnation = tolstagnation
      self.noEffect = noEffect
    }
  }
}
