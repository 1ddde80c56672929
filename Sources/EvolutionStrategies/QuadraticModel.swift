/// A polynomial of the first or second degree in n coordinates, fitted to points by weighted least squares.
public struct QuadraticModel: Sendable {
  /// The terms of a model: each form has those of the forms before it.
  public enum Form: String, Codable, CaseIterable, Sendable {
    /// A constant and xᵢ.
    case linear
    /// The squares xᵢ² too.
    case diagonal
    /// The products xᵢ xⱼ too.
    case full

    /// The number of coefficients in n dimensions: n + 1, 2n + 1, (n + 1)(n + 2) / 2.
    public func coefficientCount(dimension n: Int) -> Int {
      switch self {
      case .linear: n + 1
      case .diagonal: 2 * n + 1
      case .full: (n + 1) * (n + 2) / 2
      }
    }
  }

  public let form: Form
  /// The polynomial is in u = (x − centre) / scale, in which it is well conditioned however far from 0 the points lie.
  private let centre: [Double]
  private let scale: [Double]
  /// A value at `centre`, which is added last lest differences be lost.
  private let offset: Double
  /// Of 1, u, u², and uᵢ uⱼ for i < j.
  private let coefficients: [Double]

  /// The model for which Σ (weightᵢ (model(xᵢ) − fᵢ))² is smallest. Where it is not the only one, it is the flattest.
  init(_ form: Form, points: [Surrogate.Point], weights: [Double]) {
    self.form = form
    let centre = points[0].x, offset = points[0].f
    let scale = centre.indices.map { i in
      let squares = points.reduce(0) { $0 + ($1.x[i] - centre[i]) * ($1.x[i] - centre[i]) }
      return squares > 0 ? (squares / Double(points.count)).squareRoot() : 1
    }
    (self.centre, self.scale, self.offset) = (centre, scale, offset)
    let rows = points.map { point in Self.terms(form, zip(point.x, zip(centre, scale)).map { ($0 - $1.0) / $1.1 }) }
    let columns = rows[0].indices.map { column in zip(rows, weights).map { $0[column] * $1 } }
    coefficients = LeastSquares.solution(columns, zip(points, weights).map { ($0.f - offset) * $1 })
  }

  private static func terms(_ form: Form, _ u: [Double]) -> [Double] {
    var terms = [1] + u
    if form == .linear { return terms }
    terms += u.map { $0 * $0 }
    if form == .diagonal { return terms }
    for i in u.indices { for j in i + 1..<max(i + 1, u.count) { terms.append(u[i] * u[j]) } }
    return terms
  }

  private func unit(_ x: [Double]) -> [Double] { x.indices.map { (x[$0] - centre[$0]) / scale[$0] } }

  public func value(at x: [Double]) -> Double {
    zip(coefficients, Self.terms(form, unit(x))).reduce(0) { $0 + $1.0 * $1.1 } + offset
  }

  /// The derivatives by x.
  public func gradient(at x: [Double]) -> [Double] {
    let u = unit(x), n = u.count, hessian = unitHessian
    return (0..<n).map { i in
      var slope = coefficients[1 + i]
      for j in 0..<n { slope += hessian[i * n + j] * u[j] }
      return slope / scale[i]
    }
  }

  /// The second derivatives by u, row-major.
  private var unitHessian: [Double] {
    let n = centre.count
    var hessian = [Double](repeating: 0, count: n * n)
    if form == .linear { return hessian }
    for i in 0..<n { hessian[i * n + i] = 2 * coefficients[1 + n + i] }
    if form == .diagonal { return hessian }
    var next = 1 + 2 * n
    for i in 0..<n {
      for j in i + 1..<max(i + 1, n) {
        hessian[i * n + j] = coefficients[next]
        hessian[j * n + i] = coefficients[next]
        next += 1
      }
    }
    return hessian
  }

  /// The point where the model is lowest; `nil` where it falls without end.
  public var minimum: [Double]? {
    let n = centre.count
    guard let factor = Cholesky(unitHessian, size: n) else { return nil }
    let u = factor.solution(coefficients[1...n].map { -$0 })
    let x = u.indices.map { centre[$0] + scale[$0] * u[$0] }
    return x.allSatisfy(\.isFinite) ? x : nil
  }
}
