import Datasets
public import Robustness
public import Statistics

/// For each ε between which shares the robust accuracy lies: what is proved, and what no attack has broken.
public struct CertificationReport: Sendable, Codable, Equatable {
  public let total: Int
  /// Right without attack.
  public let clean: Accuracy
  public var points: [Point]
  public let images: [Image]
  public let checks: [AuditCheck]
  public var settings: Settings

  /// All images at one ε. `proved` + `broken` + `open` are all of them.
  public struct Point: Sendable, Codable, Equatable {
    public let epsilon: Double
    /// As it was written.
    public let text: String
    /// No change up to ε makes the model wrong.
    public let proved: Int
    /// Wrong already, or after a change that was found.
    public let broken: Int
    public let open: Int
    /// Seconds of one thread, over all images; `nil` in a study, whose results do not depend on the machine.
    public var seconds: Double?
    /// The share of proved images: robust accuracy is no lower.
    public let lower: Accuracy
    /// The share of images that are not broken: robust accuracy is no higher.
    public let upper: Accuracy

    enum CodingKeys: String, CodingKey {
      case epsilon, proved, broken, open, seconds, lower, upper
      case text = "epsilon_text"
    }
  }

  public struct Image: Sendable, Codable, Equatable {
    public let index: Int
    public let label: Int
    /// At each ε, in the order of asking.
    public let verdicts: [Verdict]
    /// At each ε, and for each class, CROWN's lower bound of the label's logit less that of the class, over all changes up
    /// to ε; `nil` for the label itself, and where no finite number is one. Missing where it was not asked for.
    public var margins: [[Double?]]?
  }

  public enum Verdict: String, Sendable, Codable { case proved, broken, open }

  public struct Settings: Sendable, Codable, Equatable {
    public var epsilons: [Epsilon]
    public var norm: Norm
    /// How long one image at one ε might take.
    public var secondsPerImage: Double
    public var units = "pixels in [0, 1]"
    public var checkpoint: String?
    public var dataset: String?

    enum CodingKeys: String, CodingKey {
      case epsilons, norm, units, checkpoint, dataset
      case secondsPerImage = "seconds_per_image"
    }
  }
}

extension CertificationReport {
  init(
    _ certification: Certification, _ images: ImageSet, isRight: [Bool], found: [[Certification.Finding]],
    survives: [[Bool]]
  ) {
    let epsilons = certification.epsilons, total = images.count
    var contradictions: [String] = []
    let verdicts = found.indices.map { index in
      epsilons.indices.map { place -> Verdict in
        switch found[index][place].verdict {
        case .broken: return .broken
        case .proved where !survives[place][index]:
          contradictions.append("image \(index) at ε \(epsilons[place].text)")
          return .broken
        case .proved: return .proved
        case .open: return survives[place][index] ? .open : .broken
        }
      }
    }
    let points = epsilons.indices.map { place in
      let all = verdicts.map { $0[place] }, proved = all.count { $0 == .proved }, broken = all.count { $0 == .broken }
      return Point(
        epsilon: epsilons[place].value, text: epsilons[place].text, proved: proved, broken: broken,
        open: total - proved - broken,
        seconds: found.reduce(0) { $0 + $1[place].seconds }, lower: Accuracy(correct: proved, total: total),
        upper: Accuracy(correct: total - broken, total: total))
    }
    self.init(
      total: total, clean: Accuracy(correct: isRight.count { $0 }, total: total), points: points,
      images: verdicts.indices.map {
        Image(
          index: $0, label: Int(images.labels[$0]), verdicts: verdicts[$0],
          margins: certification.givesMargins ? found[$0].map { $0.margins! } : nil)
      }, checks: [Self.check(contradictions, points)],
      settings: Settings(epsilons: epsilons, norm: certification.norm, secondsPerImage: certification.seconds))
  }

  /// A proof and a counterexample of the same image cannot both be right.
  private static func check(_ contradictions: [String], _ points: [Point]) -> AuditCheck {
    let name = "bracket-consistent"
    guard contradictions.isEmpty else {
      return AuditCheck(
        name, .fail,
        "both proved and broken: \(contradictions.prefix(10).joined(separator: ", ")); no proof of this report can be believed"
      )
    }
    let proved = points.reduce(0) { $0 + $1.proved }
    return AuditCheck(
      name, proved == 0 ? .notRun : .pass,
      proved == 0 ? "nothing is proved" : "no image that is proved was broken by an attack")
  }
}
