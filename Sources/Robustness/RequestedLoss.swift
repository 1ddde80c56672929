public import Files
public import Losses

/// An attack loss as it is asked for, before the model is known: `own` is what that was trained with.
public enum RequestedLoss: Sendable, Hashable, CodedAsText, CustomStringConvertible {
  case own
  case named(AttackLoss)

  /// What stands for no loss of a training.
  private static let others: [(name: String, loss: RequestedLoss)] = [
    ("own", .own), ("dlr", .named(.dlr)), ("margin", .named(.margin)),
  ]

  /// `own`, `dlr`, `margin` or any loss.
  public init(parsing name: String) throws {
    if let known = Self.others.first(where: { $0.name == name }) {
      self = known.loss
      return
    }
    do { self = .named(.loss(try Loss(parsing: name))) } catch var error as FileError {
      // A word that begins no loss may be one of the others, misspelt.
      if !LossName.allCases.contains(where: { name.hasPrefix($0.rawValue) }) {
        let names = Self.others.map(\.name)
        error.expected = (names + [LossName.usages]).joined(separator: ", ")
        error.advice = NearestName.of(name, in: names + LossName.allCases.map(\.rawValue)).map { "did you mean \($0)?" }
      }
      throw error
    }
  }

  public var description: String { text }

  public var text: String {
    switch self {
    case .own: "own"
    case .named(let loss): loss.name
    }
  }

  /// The loss itself, of a model that was trained with `own`.
  public func attackLoss(own: Loss?) throws -> AttackLoss {
    switch self {
    case .named(let loss): return loss
    case .own:
      guard let own else {
        throw FileError(
          "own", "the checkpoint does not say which loss it was trained with",
          advice: "name the loss instead, for example cross-entropy")
      }
      return .loss(own)
    }
  }
}
