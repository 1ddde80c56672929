/// The seed of everything random, the same wherever one may be set.
public enum Seed {
  public static let usual: UInt64 = 1
}

extension Setting {
  /// The setting of a seed.
  public static func seed(_ path: any WritableKeyPath<Root, UInt64> & Sendable) -> Setting {
    Setting("seed", path, .seed, "Seed of everything random: the same seed gives the same bits.")
  }
}
