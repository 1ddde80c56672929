import Files

extension Rule where Value == Bool {
  public static var boolean: Rule {
    Rule("true or false", placeholder: "true|false") { $0 == "true" ? true : $0 == "false" ? false : nil }
  }
}

extension Rule where Value == String {
  public static var word: Rule { Rule("a text", placeholder: "text") { $0 } }
}

extension Rule where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
  public static var choice: Rule {
    let names = Value.allCases.map(\.rawValue)
    let expected = names.count == 1 ? names[0] : "one of \(names.joined(separator: ", "))"
    return Rule(expected, placeholder: "name", text: { $0.rawValue }) { text in
      guard case .word(let word) = text, let value = Value(rawValue: word) else {
        throw SettingError(
          expected: expected, found: text.found,
          advice: NearestName.of(text.found, in: names).map { "did you mean \($0)?" })
      }
      return value
    }
  }
}

extension Rule {
  /// Several values, at least one; a command line has them in one word, cut at each `separator`, unless that is `nil`.
  ///
  /// Where there may be none, `none` is the word that says so.
  public static func list<Element>(
    of rule: Rule<Element>, named plural: String, cutAt separator: Character? = ",", none: String? = nil
  ) -> Rule where Value == [Element] {
    let expected = plural + (none.map { ", or \($0)" } ?? "")
    return Rule(
      expected, placeholder: "list",
      text: { $0.isEmpty ? none ?? "" : $0.map(rule.text).joined(separator: separator.map(String.init) ?? ", ") },
      elements: { $0.map(rule.text) }
    ) { text in
      let words = text.words(cutAt: separator)
      if let none, words == [none] || words.isEmpty { return [] }
      guard !words.isEmpty else { throw SettingError(expected: expected, found: "an empty list") }
      return try words.map { try rule.read(.word($0)) }
    }
  }
}
