/// How formulas are written.
enum FormulaNotation {
  /// For a terminal: `0.5 y (h − 0.3)²`.
  case text
  /// For TeX's mathematical mode, without any package.
  case latex
  /// For Python with the tensors `h`, `log_h` and `y`, and the module `torch`.
  case pytorch

  func write(_ formula: Formula) -> String { write(formula, within: .sum) }

  /// How tightly an expression binds, the loosest first.
  private enum Binding: Int { case sum, product, factor, base }

  private func write(_ formula: Formula, within outer: Binding) -> String {
    let (text, own) = parts(formula)
    return own.rawValue < outer.rawValue ? parenthesised(text) : text
  }

  private func parts(_ formula: Formula) -> (String, Binding) {
    switch formula {
    case .number(let x): (number(x), x < 0 ? .sum : isPower(x) ? .factor : .base)
    case .probability: (self == .latex ? "h_k" : "h", .base)
    case .target: (self == .latex ? "y_k" : "y", .base)
    case .complement: (complement, .base)
    case .logProbability:
      (self == .latex ? "\\log h_k" : self == .pytorch ? "log_h" : "log h", self == .pytorch ? .base : .factor)
    case .sum(let terms): (sum(terms), .sum)
    case .product(let factors): (product(factors), .product)
    case .quotient(let a, let b): (quotient(a, b), self == .latex ? .factor : .product)
    case .power(let base, let exponent): (power(base, exponent), .factor)
    case .logarithm(let argument): (logarithm(argument), .factor)
    case .probabilityAtLeast(let bound): (probability(atLeast: bound), .base)
    }
  }

  private var complement: String {
    switch self {
    case .text: "(1 − h)"
    case .latex: "(1 - h_k)"
    // Exact where h is nearly 1.
    case .pytorch: "(-torch.expm1(log_h))"
    }
  }

  private var minus: String { self == .text ? "−" : "-" }

  private func sum(_ terms: [Formula]) -> String {
    terms.enumerated().reduce(into: "") { text, term in
      let (isNegative, rest) = Self.signed(term.element)
      let own = write(rest, within: .product)
      text += term.offset == 0 ? (isNegative ? minus : "") + own : (isNegative ? " \(minus) " : " + ") + own
    }
  }

  private func product(_ factors: [Formula]) -> String {
    let (isNegative, rest) = Self.signed(.product(factors))
    guard isNegative else {
      let separator =
        switch self {
        case .text: " "
        case .latex: " \\, "
        case .pytorch: " * "
        }
      return factors.map { write($0, within: .factor) }.joined(separator: separator)
    }
    return minus + write(rest, within: .product)
  }

  private func quotient(_ a: Formula, _ b: Formula) -> String {
    switch self {
    case .text, .pytorch: "\(write(a, within: .product)) / \(write(b, within: .factor))"
    case .latex: "\\frac{\(write(a))}{\(write(b))}"
    }
  }

  private func power(_ base: Formula, _ exponent: Double) -> String {
    let base = write(base, within: .base)
    return switch self {
    case .text: base + Self.superscript(number(exponent))
    case .latex: "\(base)^{\(number(exponent))}"
    case .pytorch: "\(base) ** \(number(exponent))"
    }
  }

  private func logarithm(_ argument: Formula) -> String {
    switch self {
    case .text: "log \(write(argument, within: .base))"
    case .latex: "\\log \(write(argument, within: .base))"
    case .pytorch: "torch.log(\(write(argument)))"
    }
  }

  private func probability(atLeast bound: Double) -> String {
    switch self {
    case .text: "max(h, \(number(bound)))"
    case .latex: "\\max(h_k, \(number(bound)))"
    case .pytorch: "h.clamp(min=\(number(bound)))"
    }
  }

  private func parenthesised(_ text: String) -> String {
    self == .latex ? "\\left(\(text)\\right)" : "(\(text))"
  }

  /// Whether the number is written with a power of ten.
  private func isPower(_ x: Double) -> Bool { self != .pytorch && LossParameters.shortest(x).contains("e") }

  /// The fewest decimals that read back as the same number.
  func number(_ x: Double) -> String {
    let parts = LossParameters.shortest(x).split(separator: "e")
    let digits = self == .text ? String(parts[0]).replacing("-", with: "−") : String(parts[0])
    guard parts.count == 2, let power = Int(parts[1]) else { return digits }
    return switch self {
    case .text: "\(digits) · 10\(Self.superscript("\(power)"))"
    case .latex: "\(digits) \\cdot 10^{\(power)}"
    case .pytorch: "\(digits)e\(power)"
    }
  }

  private static func superscript(_ text: String) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    // There is no raised decimal point.
    guard text.allSatisfy({ $0.isWholeNumber || "-−".contains($0) }) else { return "^\(text)" }
    return String(text.map { $0.wholeNumberValue.map { digits[$0] } ?? "⁻" })
  }

  /// The sign in front of a term, and the term without it.
  private static func signed(_ term: Formula) -> (isNegative: Bool, rest: Formula) {
    switch term {
    case .number(let x) where x < 0: return (true, .number(-x))
    case .product(let factors):
      guard case .number(let x)? = factors.first, x < 0 else { return (false, term) }
      let rest = factors.dropFirst()
      return (true, x == -1 && rest.count == 1 ? rest.first! : .product((x == -1 ? [] : [.number(-x)]) + rest))
    default: return (false, term)
    }
  }
}
