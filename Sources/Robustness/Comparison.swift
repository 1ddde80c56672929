import Statistics

/// Which of two models, A and B, keeps more of the same images right as an attack grows stronger.
///
/// One exact McNemar test at each attack strength, corrected for asking at several by Holm's method.
public struct Comparison: Sendable, Codable, Equatable {
  /// At this adjusted p or below, a difference is decisive.
  public static let level = 0.05

  /// What the test at one attack strength says.
  public enum Verdict: String, Sendable, Codable {
    case firstKeepsMore = "A keeps more"
    case secondKeepsMore = "B keeps more"
    case undecided = "no decisive difference"
  }

  /// The two models at one attack strength.
  public struct Point: Sendable, Codable, Equatable {
    public let epsilon: Double
    /// Images that A gets right.
    public let correctA: Int
    /// Images that B gets right.
    public let correctB: Int
    /// Images that A alone gets right.
    public let b: Int
    /// Images that B alone gets right.
    public let c: Int
    /// The p-value of this test by itself.
    public let p: Double
    /// The p-value adjusted for all strengths of the comparison.
    public let adjustedP: Double
    public let verdict: Verdict

    enum CodingKeys: String, CodingKey {
      case epsilon, b, c, p, verdict
      case correctA = "correct_a"
      case correctB = "correct_b"
      case adjustedP = "adjusted_p"
    }
  }

  /// The number of images.
  public let total: Int
  /// One point for each strength, in the order of the strengths.
  public let points: [Point]

  /// Whether each image is right at each strength: `a[e][i]` and `b[e][i]` of image i at `epsilons[e]`.
  ///
  /// p is adjusted for every strength in the list. A strength that stands there twice counts twice.
  public init(epsilons: [Double], a: [[Bool]], b: [[Bool]]) {
    precondition(a.count == epsilons.count && b.count == epsilons.count)
    let total = a.first?.count ?? 0
    precondition((a + b).allSatisfy { $0.count == total })
    self.total = total
    let tests = zip(a, b).map { McNemar($0, $1) }
    let adjusted = Holm.adjusted(tests.map(\.p))
    points = epsilons.indices.map { e in
      let test = tests[e]
      let verdict: Verdict =
        adjusted[e] > Self.level ? .undecided : test.b > test.c ? .firstKeepsMore : .secondKeepsMore
      return Point(
        epsilon: epsilons[e], correctA: a[e].count { $0 }, correctB: b[e].count { $0 }, b: test.b, c: test.c,
        p: test.p, adjustedP: adjusted[e], verdict: verdict)
    }
  }
}
