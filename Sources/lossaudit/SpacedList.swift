import ArgumentParser

/// Lists of numbers whose parts are separated by spaces: the parser would take all but the first for files.
enum SpacedList {
  private static let flags = ["--mean", "--std", "--epsilons"]

  /// Throws a `ValidationError` that shows the list as it is to be written.
  static func refuse(in arguments: [String]) throws {
    for (place, flag) in arguments.enumerated() where flags.contains(flag) {
      let parts = arguments[(place + 1)...].prefix { isNumber($0) }
      guard parts.count > 1 else { continue }
      let list = parts.map { $0.withoutCommas }.joined(separator: ",")
      throw ValidationError("\(flag): write lists with commas, as in \(flag) \(list)")
    }
  }

  /// Whether the word is a number or a fraction, or several with commas.
  private static func isNumber(_ word: String) -> Bool {
    let numbers = word.split { $0 == "," || $0 == "/" }
    return !numbers.isEmpty && numbers.allSatisfy { Double($0) != nil }
  }
}

extension String {
  /// Without the commas at its end.
  fileprivate var withoutCommas: String { String(reversed().drop { $0 == "," }.reversed()) }
}
