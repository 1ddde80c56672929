import Datasets
import Files
import Settings
import Yams

extension AuditFile.DataSection {
  /// Sets what the key `dataset` of an audit says.
  mutating func read(_ top: YAMLTable) throws {
    if let table = try top.table("dataset", keys: Self.keys() + ["normalisation"]) {
      try table.set(in: &self)
      normalisation = try Self.normalisation(table)
      do { try options.require(for: name) } catch let error as FileError {
        throw table.error(error.path, expected: error.expected!, found: error.found)
      }
      guard extra == nil || name.hasExtra else {
        throw table.error(
          "extra", expected: "the data set svhn, which alone has extra images", found: name.rawValue)
      }
    }
    if name.hasExtra, extra == nil { extra = false }
    folder = folder.map(top.resolved)
  }

  /// What the key `normalisation` of a table says; the words `beside` may stand there too.
  static func normalisation(_ data: YAMLTable, beside words: String = "") throws -> NormalisationSource? {
    guard let node = data.node("normalisation") else { return nil }
    if node.scalar?.string == "measured" { return .measured }
    guard node.mapping != nil, let table = try data.table("normalisation", keys: Numbers.keys()) else {
      throw data.error("normalisation", expected: "\(words)measured, or the numbers {mean: [0.5], std: [0.25]}")
    }
    var numbers = Numbers()
    try table.set(in: &numbers)
    for key in Numbers.keys() where table.node(key) == nil {
      throw table.error(key, expected: "a number for each channel")
    }
    return .given(Normalisation(mean: numbers.mean, standardDeviation: numbers.deviation))
  }

  /// The table that `normalisation` may be.
  private struct Numbers: Configurable {
    var mean: [Float] = []
    var deviation: [Float] = []

    static let usual = Numbers()

    static let settings: [Setting<Numbers>] = [
      Setting("mean", \.mean, .list(of: mean, named: "a number for each channel"), "Means."),
      Setting(
        "std", \.deviation, .list(of: number("above 0 ") { $0 > 0 }, named: "a number above 0 for each channel"),
        "Standard deviations."),
    ]

    private static let mean = Rule<Float>("a number for each channel", placeholder: "x") {
      guard let mean = Float($0), mean.isFinite else { return nil }
      try Normalisation.requireMean(mean)
      return mean
    }

    private static func number(
      _ range: String = "", _ isValid: @escaping @Sendable (Float) -> Bool
    ) -> Rule<Float> {
      Rule("a number \(range)for each channel", placeholder: "x") {
        Float($0).flatMap { $0.isFinite && isValid($0) ? $0 : nil }
      }
    }
  }
}
