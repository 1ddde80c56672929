import Files
public import Robustness
import Training

/// The work that one candidate of a search makes.
public struct CandidateCost: Sendable, Equatable, CustomStringConvertible {
  /// How many trainings a fitness is averaged over, without retries.
  public var trainings: Int
  public var epochs: Int
  /// The images that each training uses; `nil` for all that are not held out.
  public var trainingImages: Int?
  /// The validation images, each of which is passed forward once.
  public var images: Int
  /// The validation images that are attacked, and the passes that the attack makes for each of them, at most.
  public var attacked: (images: Int, passes: AttackPasses)?

  /// The cost where `validation` images are held out.
  public init(_ settings: EvolutionSettings, validation: Int) {
    trainings = max(settings.initialisations, 1)
    epochs = settings.training.epochs
    trainingImages = settings.trainingImages
    images = validation
    attacked = settings.objective.passes.map { (min(settings.attackImages ?? validation, validation), $0) }
  }

  public static func == (a: CandidateCost, b: CandidateCost) -> Bool { a.description == b.description }

  /// `1 training of 2 epochs on 2000 images, then 100 validation images forward, and 50 of them through at most 3 forward
  /// and 2 backward passes of the attack`.
  public var description: String {
    let training =
      "\(trainings.counted("training")) of \(epochs.counted("epoch")) on "
      + (trainingImages.map { $0.counted("image") } ?? "all training images")
    let scoring = "\(images.counted("validation image")) forward" + (trainings > 1 ? " after each" : "")
    guard let attacked else { return "\(training), then \(scoring)" }
    let part = attacked.images < images ? "\(attacked.images) of them" : "each of them"
    return "\(training), then \(scoring), and \(part) through at most \(attacked.passes) of the attack"
  }
}
