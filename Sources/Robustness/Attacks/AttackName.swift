/// The attacks that can be asked for by name.
public enum AttackName: String, Sendable, Codable, CaseIterable {
  case fgsm
}
