import Files
import Foundation

/// Numbers of a tensor that stand in a file beside the model.
struct ExternalData {
  private let file: WireFile
  private var model: String { file.path }
  private let folder: String
  private let place: String
  private let location: String
  private let offset: Int
  /// `nil` where the model does not say.
  private let length: Int?

  /// `entries` are what the tensor says of its file: `location`, `offset` and `length`.
  init(_ entries: [String: String], model file: WireFile, folder: String, place: String) throws {
    func number(_ key: String) throws -> Int? {
      guard let text = entries[key] else { return nil }
      guard let number = Int(text), number >= 0 else {
        throw FileError(
          file.path, at: place, "not \(key == "offset" ? "an" : "a") \(key)", expected: "a number from 0", found: text)
      }
      return number
    }
    guard let location = entries["location"], !location.isEmpty else {
      throw FileError(
        file.path, at: place, "its numbers are in another file, which is not named", expected: "a location")
    }
    self.location = location
    offset = try number("offset") ?? 0
    length = try number("length")
    (self.file, self.folder, self.place) = (file, folder, place)
  }

  /// The bytes of `count` numbers of `type`.
  ///
  /// Throws a `FileError` for a file that is not in the model's folder, for one that is too short, and where there is no
  /// memory for the bytes with the numbers that are made of them.
  func bytes(count: Int, of type: ONNXElementType) throws -> [UInt8] {
    let path = try resolved(), wanted = count * type.size
    if let length, length != wanted {
      throw FileError(
        model, at: place, "the length of its part of \(location) does not fit its shape",
        expected: "\(wanted) bytes for \(count) numbers of \(type)", found: "\(length)")
    }
    let size = try FileBlocks.size(of: path)
    guard offset <= size, wanted <= size - offset else {
      throw FileError(
        path, at: place, "the file is too short", expected: "\(wanted) bytes from byte \(offset)",
        found: "\(size) in all",
        advice: "is it the file that belongs to \(model), and whole?")
    }
    try file.countExternal(wanted, of: path, size: size)
    try file.requireMemory(wanted + count * type.memory, for: place, of: path)
    return try FileBlocks.bytes(of: path, offset..<offset + wanted)
  }

  /// The path of the file, which is in the model's folder even after all links are followed.
  private func resolved() throws -> String {
    func refuse(_ found: String) -> FileError {
      FileError(
        model, at: place, "its numbers are in a file outside the model's folder", expected: "a file in \(folder)",
        found: found, advice: "put the file itself beside the model, and name it without folders above")
    }
    // By bytes: a slash before a combining mark is another character for Swift, and a slash for the system.
    let bytes = location.utf8, slash = UInt8(ascii: "/")
    guard bytes.first != slash, !bytes.contains(0),
      !bytes.split(separator: slash).contains(where: { $0.elementsEqual("..".utf8) })
    else {
      throw refuse(location)
    }
    let path = "\(folder)/\(location)"
    guard let real = realpath(path, nil) else {
      throw FileError(
        path, errno == ENOENT ? "no such file" : "cannot be read",
        found: errno == ENOENT ? nil : String(cString: strerror(errno)),
        advice: "\(model) keeps the numbers of \(place) there: copy both files")
    }
    defer { free(real) }
    guard let base = realpath(folder, nil) else { throw refuse(location) }
    defer { free(base) }
    let name = String(cString: real), root = String(cString: base)
    guard name.utf8.starts(with: (root == "/" ? "/" : root + "/").utf8) else {
      throw refuse("\(location), a link to \(name)")
    }
    return path
  }
}
