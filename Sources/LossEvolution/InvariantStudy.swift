public import Losses
public import Statistics

/// How well the invariants tell losses that train from losses that do not, over a sample of losses that were all trained.
///
/// The sample is the first generation of a search without an invariant: λ ~ N(start, σ²), untouched by selection.
public struct InvariantStudy: Sendable, Codable, Equatable {
  /// One loss of the sample.
  public struct Sample: Sendable, Codable, Equatable {
    @CodedByName public var loss: Loss
    public var nullEpoch: NullEpoch
    /// Whether each invariant accepts the loss.
    public var exact: Bool
    public var paper: Bool
    /// What partial training reached, averaged over initialisations; 0 where every training diverged.
    public var validationAccuracy: Double

    enum CodingKeys: String, CodingKey {
      case loss, exact, paper
      case nullEpoch = "null_epoch"
      case validationAccuracy = "validation_accuracy"
    }

    /// Whether the loss trained.
    public var trained: Bool { validationAccuracy >= InvariantStudy.trainedFrom }
  }

  /// What one invariant says of the sample.
  public struct Verdicts: Sendable, Codable, Equatable {
    public var invariant: Invariant
    /// Of the losses that it accepts, those that trained.
    public var precision: Accuracy
    /// Of the losses that trained, those that it accepts.
    public var recall: Accuracy
  }

  /// The validation accuracy from which a loss counts as trained: three times the chance of ten classes, as in the
  /// measurement that made `exact` the default.
  public static let trainedFrom = 0.3

  public var sample: [Sample]
  public var verdicts: [Verdicts]

  /// A study of losses of which each was trained.
  public init(_ results: [CandidateResult], classes: Int) {
    sample = results.map {
      Sample(
        loss: $0.loss, nullEpoch: $0.loss.nullEpoch(classes: classes),
        exact: $0.loss.satisfies(.exact, classes: classes), paper: $0.loss.satisfies(.paper, classes: classes),
        validationAccuracy: $0.validationAccuracy)
    }
    verdicts = []
    verdicts = [(Invariant.exact, \Sample.exact), (.paper, \.paper)].map { verdicts(of: $0, accepts: $1) }
  }

  private func verdicts(of invariant: Invariant, accepts: KeyPath<Sample, Bool>) -> Verdicts {
    let both = sample.count { $0[keyPath: accepts] && $0.trained }
    return Verdicts(
      invariant: invariant, precision: Accuracy(correct: both, total: sample.count { $0[keyPath: accepts] }),
      recall: Accuracy(correct: both, total: sample.count(where: \.trained)))
  }
}
