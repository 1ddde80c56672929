/// An attack with the loss that it follows, such as `pgd through cross-entropy`.
public struct AttackLabel: Sendable, Hashable {
  public let attack: AttackName
  /// The loss as it was asked for; `nil` where the attack brings its own objective.
  public let requested: RequestedLoss?

  public init(_ attack: AttackName, through requested: RequestedLoss? = nil) {
    precondition(attack.followsAnyLoss == (requested != nil), "\(attack.rawValue): a loss where the attack follows any")
    self.attack = attack
    self.requested = requested
  }

  /// The name of the loss asked for, or else of the attack's own objective.
  public var loss: String { requested?.description ?? attack.objective ?? "" }
}

extension AttackLabel: CustomStringConvertible {
  /// The attack's name, with the loss where it follows any.
  public var description: String { words(attack.rawValue, loss) }

  /// As in a chart or a heading: the attack as its authors write it, the loss as `short` writes it.
  public func title(_ short: (RequestedLoss) -> String) -> String {
    words(attack.title, requested.map(short) ?? "")
  }

  private func words(_ attack: String, _ loss: String) -> String {
    requested == nil ? attack : "\(attack) through \(loss)"
  }
}

/// `{"attack": "pgd", "loss": "cross-entropy"}`, among the keys of what has the label.
extension AttackLabel: Codable {
  private enum CodingKeys: String, CodingKey { case attack, loss }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let attack = try container.decode(AttackName.self, forKey: .attack)
    guard let objective = attack.objective else {
      self.init(attack, through: try container.decode(RequestedLoss.self, forKey: .loss))
      return
    }
    let loss = try container.decode(String.self, forKey: .loss)
    guard loss == objective else {
      throw DecodingError.dataCorruptedError(
        forKey: .loss, in: container, debugDescription: "\(attack.rawValue) follows \(objective), not \(loss)")
    }
    self.init(attack)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(attack, forKey: .attack)
    try container.encode(loss, forKey: .loss)
  }
}
