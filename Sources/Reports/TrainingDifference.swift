import Foundation

/// How the trainings of the losses that two runs share differ, as their audit files say.
struct TrainingDifference {
  /// Each difference once, such as `epochs 8 and 4 (cross-entropy)`.
  let words: [String]

  init(_ first: StudyResults, _ second: StudyResults) {
    let a = Self.settings(first.audit), b = Self.settings(second.audit)
    var losses: [String: [String]] = [:], order: [String] = []
    for name in first.losses.map(\.name) {
      guard let one = a[name], let other = b[name], one != other else { continue }
      for key in Set(one.keys).union(other.keys).sorted() where one[key] != other[key] {
        let difference = "\(key) \(one[key] ?? "none") and \(other[key] ?? "none")"
        if losses[difference] == nil { order.append(difference) }
        losses[difference, default: []].append(name)
      }
    }
    words = order.map { "\($0) (\(losses[$0]!.joined(separator: ", ")))" }
  }

  /// The settings below `training` of each entry of `losses`, by the entry's name. `audit` is an audit file as a run writes
  /// it: one key a line, two spaces deeper than the key that it belongs to.
  private static func settings(_ audit: String) -> [String: [String: String]] {
    let lines = audit.split(separator: "\n").drop { $0 != "losses:" }.dropFirst()
      .prefix { $0.hasPrefix(" ") || $0.hasPrefix("-") }
    var entries: [(name: String, settings: [String: String])] = []
    var path: [Substring] = []
    for line in lines {
      if line.hasPrefix("- ") { entries.append(("", [:])) }
      guard !entries.isEmpty else { continue }
      let text = line.drop { $0 == " " || $0 == "-" }
      let depth = line.prefix { $0 == " " || $0 == "-" }.count / 2
      // An item of a list has no key of its own: it belongs to the key above it.
      let isItem = line.drop { $0 == " " }.hasPrefix("- ") && !line.hasPrefix("- ")
      let parts = isItem ? [] : text.split(separator: ": ", maxSplits: 1)
      if !isItem { path = path.prefix(depth - 1) + [parts[0].hasSuffix(":") ? parts[0].dropLast() : parts[0]] }
      let value = String(isItem ? text : parts.count > 1 ? parts[1] : "")
      if path == ["name"] { entries[entries.count - 1].name = value }
      if path.first == "training", path.count > 1, !value.isEmpty {
        let key = path.dropFirst().joined(separator: ".")
        let known = entries[entries.count - 1].settings[key]
        entries[entries.count - 1].settings[key] = known.map { "\($0), \(value)" } ?? value
      }
    }
    return Dictionary(entries.map { ($0.name, $0.settings) }) { first, _ in first }
  }
}
