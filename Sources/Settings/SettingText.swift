/// What a user wrote for a setting: a word, as on a command line, or a list of words, as a file may hold.
public enum SettingText: Sendable, Equatable {
  case word(String)
  case list([String])

  /// The words; a word counts as a list of one, and is cut at each `separator`.
  func words(cutAt separator: Character?) -> [String] {
    switch self {
    case .list(let words): words
    case .word(let word):
      separator.map { word.split(separator: $0, omittingEmptySubsequences: false).map(String.init) } ?? [word]
    }
  }

  /// How an error names it.
  var found: String {
    switch self {
    case .word(let word): word.isEmpty ? "nothing" : word
    case .list: "a list"
    }
  }
}
