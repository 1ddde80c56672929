import ArgumentParser
import Robustness

/// Lists with parts for each norm, such as `linf:4/255,8/255,l2:0.25,0.5`.
enum NormedList {
  /// The parts of the list for each norm, in their order; what stands before the first name of a norm is for `nil`.
  static func parts(_ text: String) -> [(norm: Norm?, list: String)] {
    var parts: [(norm: Norm?, list: String)] = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      let pieces = word.split(separator: ":", maxSplits: 1).map(String.init)
      if pieces.count == 2, let norm = Norm(rawValue: pieces[0]) {
        parts.append((norm, pieces[1]))
      } else if parts.isEmpty {
        parts.append((nil, String(word)))
      } else {
        parts[parts.count - 1].list += ",\(word)"
      }
    }
    return parts
  }

  /// The list of each of `norms`. Throws a `ValidationError` where one has none, or more than one, and where there is one for
  /// another norm.
  static func lists(_ text: String, for norms: [Norm], _ flag: String, such example: String) throws -> [String] {
    let parts = parts(text)
    if parts.count == 1, parts[0].norm == nil, flag == "--attacks" { return norms.map { _ in text } }
    guard parts.map(\.norm) == norms else {
      throw ValidationError(
        "\(flag): expected a list for each of the norms \(norms.map(\.rawValue).joined(separator: ", ")), in their order, such as \(example); found \(text)"
      )
    }
    return parts.map(\.list)
  }
}

extension AttackOptions {
  /// The settings for each norm where several are asked for; `nil` where there is one.
  func settingsOfNorms(_ budget: BudgetOptions) throws -> [AttackSettings]? {
    guard let names = norm?.split(separator: ",", omittingEmptySubsequences: false), names.count > 1 else { return nil }
    let norms = try names.map { name in
      guard let norm = Norm(rawValue: name.trimmed) else {
        throw ValidationError(
          "--norm: expected \(Norm.allCases.map(\.rawValue).joined(separator: ", ")), found \(name)")
      }
      return norm
    }
    guard Set(norms).count == norms.count else {
      throw ValidationError("--norm: expected each norm once, found \(norm!)")
    }
    let example = norms.map { "\($0.rawValue):\($0.usualEpsilons.last!.text)" }.joined(separator: ",")
    let strengths = try epsilons.map { try NormedList.lists($0, for: norms, "--epsilons", such: example) }
    let attacks = try attacks.map { text in
      try NormedList.lists(
        text, for: norms, "--attacks", such: norms.map { "\($0.rawValue):fgsm" }.joined(separator: ","))
    }
    let settings = try norms.enumerated().map { place, norm in
      var own = self
      own.norm = norm.rawValue
      own.epsilons = strengths?[place]
      own.attacks = attacks?[place]
      return try own.settings(budget)
    }
    guard settings.allSatisfy({ $0.epsilons.count == settings[0].epsilons.count }) else {
      let counts = settings.map { "\($0.epsilons.count) in \($0.norm.rawValue)" }.joined(separator: ", ")
      throw ValidationError(
        "--epsilons: expected as many strengths for each norm, since they are united in their order, such as \(example); found \(counts)"
      )
    }
    return settings
  }
}

extension Substring {
  fileprivate var trimmed: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
