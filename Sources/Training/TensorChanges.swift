import Files

/// What a user wants done to the tensors of a file before they are held against a network.
public struct TensorChanges: Sendable {
  struct Rename: Sendable {
    let old: String
    let new: String
  }

  let renames: [Rename]
  let ignored: [String]

  /// `renames` are of the form `OLD=NEW`, each for a whole name or for what names begin with. Names that match one of
  /// `ignored` are left out; `*` stands for any letters and `?` for one.
  ///
  /// Throws a `FileError` for a rename that is not of this form.
  public init(renames: [String] = [], ignored: [String] = []) throws {
    self.renames = try renames.map { text in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw FileError("--rename", "not a change of names", expected: "OLD=NEW", found: text)
      }
      return Rename(old: parts[0], new: parts[1])
    }
    self.ignored = ignored
  }

  private init() { (renames, ignored) = ([], []) }

  public static let none = TensorChanges()
}

/// Names with `*` for any letters and `?` for one.
enum NamePattern {
  static func matches(_ name: String, _ pattern: String) -> Bool {
    let name = Array(name.utf8), pattern = Array(pattern.utf8)
    var n = 0, p = 0, star: Int?, resume = 0
    while n < name.count {
      if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
        (star, resume) = (p, n)
        p += 1
      } else if p < pattern.count, pattern[p] == name[n] || pattern[p] == UInt8(ascii: "?") {
        n += 1
        p += 1
      } else if let star {
        resume += 1
        (n, p) = (resume, star + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
