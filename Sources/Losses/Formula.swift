/// An expression in one class's probability h and target y: what a loss is in formulas and in other programs' code.
public indirect enum Formula: Sendable, Equatable {
  case number(Double)
  /// h.
  case probability
  /// 1 - h.
  case complement
  /// log h.
  case logProbability
  /// y.
  case target
  case sum([Formula])
  case product([Formula])
  case quotient(Formula, Formula)
  case power(Formula, Double)
  case logarithm(Formula)
  /// The larger of h and a number.
  case probabilityAtLeast(Double)

  /// `factor` times `formula`; a factor of 1 is left out.
  static func times(_ factor: Double, _ formula: Formula) -> Formula {
    switch (factor, formula) {
    case (1, _): formula
    case (_, .product(let factors)): .product([.number(factor)] + factors)
    default: .product([.number(factor), formula])
    }
  }

  /// `formula - centre`.
  static func difference(_ formula: Formula, _ centre: Double) -> Formula {
    centre == 0 ? formula : .sum([formula, .number(-centre)])
  }

  static func negative(_ formula: Formula) -> Formula { times(-1, formula) }

  /// `base` to a power; 0 gives 1 and 1 the base.
  static func raised(_ base: Formula, to exponent: Double) -> Formula {
    exponent == 0 ? .number(1) : exponent == 1 ? base : .power(base, exponent)
  }

  /// The sum of `terms` but for those that are 0.
  static func total(_ terms: [Formula]) -> Formula {
    switch terms.count {
    case 0: .number(0)
    case 1: terms[0]
    default: .sum(terms)
    }
  }
}
