import Foundation

/// The names in a folder, and the one rule by which names are told apart: their bytes.
///
/// Swift takes a composed and a decomposed "é" for the same text, but they name two files. Therefore names of files
/// are compared by `isSameName`, and never by `==`.
public enum FolderNames {
  /// Whether there is a file or a folder at `path`.
  public static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// Whether there is a folder at `path`.
  public static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// The names in the order of their bytes, which is the same in every language, without hidden ones, which begin with
  /// a dot.
  ///
  /// Throws a `FileError` for a folder that cannot be read, and for a name that is not UTF-8.
  public static func visible(in folder: String) throws -> [String] {
    guard let stream = opendir(folder) else {
      throw FileError(folder, "cannot be read", code: errno)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      guard bytes.first != UInt8(ascii: ".") else { continue }
      guard let name = String(validating: bytes, as: UTF8.self) else {
        throw FileError(
          "\(folder)/\(escaped(bytes))", "the name is not UTF-8", expected: "a name in UTF-8", advice: "rename it")
      }
      names.append(name)
    }
    guard errno == 0 else { throw FileError(folder, "cannot be read", code: errno) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The bytes as text, with `\xNN` for each that is no visible ASCII character.
  private static func escaped(_ bytes: [UInt8]) -> String {
    bytes.map { (0x20..<0x7F).contains($0) ? String(UnicodeScalar($0)) : String(format: "\\x%02x", $0) }.joined()
  }
}

extension String {
  /// Whether both name the same file or class: they have the same bytes.
  public func isSameName(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

extension [String] {
  /// The names in an error or a note: the first `most`, and how many more there are.
  public func listed(most: Int = 12) -> String {
    prefix(most).joined(separator: ", ") + (count > most ? " and \(count - most) more" : "")
  }

  /// Whether both lists have the same names in the same order, by their bytes.
  public func areSameNames(as others: [String]) -> Bool {
    count == others.count && zip(self, others).allSatisfy { $0.isSameName(as: $1) }
  }
}
