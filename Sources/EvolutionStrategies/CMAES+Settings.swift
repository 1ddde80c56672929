extension CMAES {
  /// What a search is told before it starts.
  public struct Settings: Codable, Sendable, Equatable {
    /// λ; `nil` is 4 + ⌊3 ln n⌋.
    public var populationSize: Int?
    /// Decides every candidate, together with the start, σ and the fitnesses.
    public var seed: UInt64
    /// Stops as soon as a fitness is at or below it.
    public var target: Double?
    /// Stops after the generation that reaches it.
    public var maximumEvaluations: Int?
    public var maximumGenerations: Int?
    /// Learns from the worse half too, by negative weights in the covariance update (Hansen 2016, equation 46).
    public var active: Bool
    public var tolerances: Tolerances

    public init(
      populationSize: Int? = nil, seed: UInt64 = 1, target: Double? = nil, maximumEvaluations: Int? = nil,
      maximumGenerations: Int? = nil, active: Bool = true, tolerances: Tolerances = Tolerances()
    ) {
      self.populationSize = populationSize
      self.seed = seed
      self.target = target
      self.maximumEvaluations = maximumEvaluations
      self.maximumGenerations = maximumGenerations
      self.active = active
      self.tolerances = tolerances
    }
  }

  /// Thresholds of the stop rules, by pycma's names and with its defaults; `nil` turns a rule off.
  public struct Tolerances: Codable, Sendable, Equatable {
    /// Range of the newest generation's fitnesses and of the recent generations' best.
    public var tolfun: Double?
    /// Range of the recent generations' best fitnesses alone.
    public var tolfunhist: Double?
    /// Standard deviation in every coordinate.
    public var tolx: Double?
    /// Growth of σ over its start, in units of the longest axis of C.
    public var tolupsigma: Double?
    /// Growth of any coordinate's standard deviation over its start.
    public var tolfacupx: Double?
    /// Condition number of C.
    public var tolconditioncov: Double?
    /// Generations without improvement: 100 + 100 n^1.5 / λ where `nil`; 0 turns the rule off.
    public var tolstagnation: Int?
    /// Stops when a step of 0.1 σ along an axis, or of 0.2 σ along a coordinate, is lost in the mean's last bit.
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
