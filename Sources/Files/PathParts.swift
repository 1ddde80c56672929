/// A path's folder and the name in it, taken apart by its slashes alone.
///
/// Foundation's own way traps on some paths of one letter.
public struct PathParts {
  /// The folder as it was written, "." where the path has none.
  public let folder: String
  public let name: String

  /// The parts of a path, of which slashes at its end are none.
  public init(_ path: String) {
    let whole = path.utf8.lastIndex { $0 != UInt8(ascii: "/") }.map { path.utf8[...$0] } ?? path.utf8.prefix(1)
    guard let slash = whole.lastIndex(of: UInt8(ascii: "/")) else {
      (folder, name) = (".", String(Substring(whole)))
      return
    }
    folder = slash == whole.startIndex ? "/" : String(Substring(whole[..<slash]))
    name = String(Substring(whole[whole.index(after: slash)...]))
  }
}
