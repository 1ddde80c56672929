import Robustness

extension Epsilon {
  /// Several, written with commas between them.
  static func list(parsing text: String, norm: Norm = .linf) throws -> [Epsilon] {
    try text.split(separator: ",").map { try Epsilon(parsing: String($0), norm: norm) }
  }
}
