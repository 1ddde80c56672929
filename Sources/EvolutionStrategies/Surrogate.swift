import Foundation
import Statistics

/// The linear-quadratic surrogate of lq-CMA-ES: a model of the fitness that spares evaluations.
///
/// Hansen (2019, GECCO), A Global Surrogate Assisted CMA-ES, with the constants of pycma's `fitness_models`. Of each
/// generation the candidates that the model likes best are evaluated, a few at a time, until the model ranks the newest
/// evaluated points as they are. Then CMA-ES is told what the model says.
///
/// One thing differs from pycma. A model with as many coefficients as points agrees with all of them, whatever they are:
/// it is not trusted.
public struct Surrogate: Codable, Sendable, Equatable {
  /// A point that was evaluated.
  struct Point: Codable, Sendable, Equatable {
    let x: [Double]
    let f: Double
  }

  /// The dimension n of the search.
  public let dimension: Int
  /// The number λ of candidates in a generation of the search.
  public let populationSize: Int
  /// The evaluated points that are kept: the newest generation first, each by rising value.
  private(set) var points: [Point] = []

  /// Kendall's τ between model and truth from which on the model is trusted.
  public static let trusted = 0.85
  /// The share of the points, the best ones, that a model is fitted to.
  static let fittedShare = 0.75
  /// By how much the fitted points must outnumber the coefficients before a model has the next form.
  static let surplus = 1.1
  /// The weight of the best point; that of the worst is 1, and the others lie evenly between.
  static let largestWeight = 20.0
  /// The fewest points that τ is asked of, where there are as many.
  static let ranked = 15

  public init(dimension: Int, populationSize: Int) {
    precondition(dimension > 0 && populationSize > 0, "a dimension and a candidate are needed")
    self.dimension = dimension
    self.populationSize = populationSize
  }

  /// What became of one generation.
  public struct Generation: Sendable {
    /// What CMA-ES is to be told of each candidate. One that was evaluated in vain is infinitely bad.
    public internal(set) var values: [Double] = []
    /// What was found of each candidate; `nil` where it was not evaluated, or in vain.
    public internal(set) var evaluated: [Double?]
    /// Which candidates were evaluated, in vain or not.
    public internal(set) var isAsked: [Bool]
    /// What the trusted model says of each candidate; `nil` where none was needed, since all were evaluated.
    public internal(set) var predicted: [Double]?
    /// Kendall's τ between the model and the newest evaluated points; `nil` where it says nothing.
    public internal(set) var tau: Double?
    /// The model after the last evaluation; `nil` before any has given a value.
    public internal(set) var model: QuadraticModel?
  }

  /// Evaluates as many `candidates` as are needed.
  ///
  /// `evaluation` is given the numbers of the next ones, and returns a value for each, of which the lowest is the best.
  /// A value that is not finite says nothing, and one at a point that is known nothing new: another candidate is
  /// evaluated too. The same values lead to the same bits.
  public mutating func evaluate(
    _ candidates: [[Double]], by evaluation: (_ chosen: [Int]) throws -> [Double]
  ) rethrows -> Generation {
    var generation = Generation(
      evaluated: candidates.map { _ in nil }, isAsked: candidates.map { _ in false }, model: model)
    let older = points, known = Set(points.map(\.x))
    var waiting = Array(candidates.indices), own: [Point] = [], isTrusted = false
    var wanted = Int(1 + max(0.02 * Double(candidates.count), 3 / Self.fittedShare - Double(points.count)))
    while !waiting.isEmpty, !isTrusted {
      // A single point ranks nothing.
      if points.count > 1, let model = generation.model {
        let values = waiting.map { model.value(at: candidates[$0]) }
        waiting = waiting.indices.sorted { (values[$0], waiting[$0]) < (values[$1], waiting[$1]) }.map { waiting[$0] }
      }
      let chosen = Array(waiting.prefix(max(1, wanted - own.count)))
      waiting.removeFirst(chosen.count)
      for (index, value) in zip(chosen, try evaluation(chosen)) {
        generation.isAsked[index] = true
        guard value.isFinite else { continue }
        generation.evaluated[index] = value
        if !known.contains(candidates[index]) { own.append(Point(x: candidates[index], f: value)) }
      }
      keep(own, before: older)
      generation.model = model
      generation.tau = generation.model.flatMap { tau(of: $0, evaluated: own.count, candidates: candidates.count) }
      isTrusted = !own.isEmpty && generation.tau ?? 0 >= Self.trusted
      if own.count >= wanted { wanted += (wanted + 1) / 2 }
    }
    generation.tell(candidates, waiting.isEmpty)
    return generation
  }

  /// Takes the points of a generation before those of older ones; the oldest are forgotten.
  mutating func keep(_ own: [Point], before older: [Point]) {
    var seen = Set<[Double]>()
    let sorted = own.indices.sorted { (own[$0].f, $0) < (own[$1].f, $1) }.map { own[$0] }
    // A point that is there twice has the same value twice.
    points = Array((sorted + older).filter { seen.insert($0.x).inserted }.prefix(capacity))
  }

  /// How many points are kept: twice as many as the full model has coefficients, and a generation at least.
  var capacity: Int { max(2 * QuadraticModel.Form.full.coefficientCount(dimension: dimension), populationSize) }

  /// The form of a model of the points that there are.
  public var form: QuadraticModel.Form {
    QuadraticModel.Form.allCases.last { form in
      form == .linear
        || Self.fittedShare * Double(points.count)
          >= Self.surplus * Double(form.coefficientCount(dimension: dimension))
    }!
  }

  /// How many points a model is fitted to.
  var fittedCount: Int {
    min(
      points.count,
      max(form.coefficientCount(dimension: dimension) + 2, Int(Self.fittedShare * Double(points.count + 1))))
  }

  /// The model of the points, of which the best ones weigh most; `nil` without a point.
  public var model: QuadraticModel? {
    guard !points.isEmpty else { return nil }
    let count = fittedCount
    let best = points.indices.sorted { (points[$0].f, $0) < (points[$1].f, $1) }.prefix(count).map { points[$0] }
    let step = (Self.largestWeight - 1) / Double(max(1, count - 1))
    return QuadraticModel(form, points: best, weights: (0..<count).map { Self.largestWeight - step * Double($0) })
  }

  /// Kendall's τ between the model and the newest points; `nil` where it says nothing.
  private func tau(of model: QuadraticModel, evaluated: Int, candidates: Int) -> Double? {
    guard fittedCount > form.coefficientCount(dimension: dimension) else { return nil }
    let count = Int(max(Double(Self.ranked), min(1.2 * Double(evaluated), 0.75 * Double(candidates))))
    let newest = points.prefix(count)
    return KendallTau(newest.map(\.f), newest.map { model.value(at: $0.x) })?.tau
  }
}

extension Surrogate.Generation {
  /// Fills in what CMA-ES is to be told.
  ///
  /// Where all were evaluated, it is the truth. Else it is what the model says of all, moved so that its lowest value is
  /// the lowest that was found: true values and predictions are not mixed, since they may differ by a constant.
  fileprivate mutating func tell(_ candidates: [[Double]], _ isComplete: Bool) {
    values = evaluated.map { $0 ?? .infinity }
    guard !isComplete, let model, let best = evaluated.compactMap({ $0 }).min() else { return }
    let raw = candidates.map { model.value(at: $0) }, lowest = raw.min()!
    let moved = raw.map { $0 - lowest + best }
    predicted = moved
    for index in moved.indices where evaluated[index] != nil || !isAsked[index] { values[index] = moved[index] }
  }
}
