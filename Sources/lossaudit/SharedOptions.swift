import ArgumentParser
import Robustness
import Settings

/// The seed of a command.
struct SeedOption: ParsableArguments {
  /// All that the flag sets.
  private struct Seeded: Configurable {
    var seed = Seed.usual
    static let usual = Seeded()
    static let settings: [Setting<Seeded>] = [.seed(\.seed)]
  }

  @Option(\Seeded.seed) var seed: String?

  func value() throws -> UInt64 {
    var seeded = Seeded()
    try set(in: &seeded)
    return seeded.seed
  }

  func validate() throws { _ = try value() }
}

/// How many test images a command uses.
struct LimitOption: ParsableArguments {
  @Option(\AttackSettings.limit) var limit: String?

  func value() throws -> Int? {
    var settings = AttackSettings()
    try set(in: &settings)
    return settings.limit
  }

  func validate() throws { _ = try value() }
}
