import Robustness

extension Epsilon {
  /// Several, written with commas between them.
  static func list(parsing text: String) throws -> [Epsilon] {
    try text.split(separator: ",").map { try Epsilon(parsing: String($0)) }
  }
}
