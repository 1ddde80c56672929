import Files
import Foundation

/// NumPy arrays by their names: the `.npy` files of a folder, or the parts of one `.npz` file.
struct ArrayFiles {
  /// The folder or the `.npz` file.
  let place: String
  /// The names without their endings.
  let names: [String]
  /// What the user should know of other files in the folder.
  let notes: [String]
  private let parts: [ZipDirectory.Entry]?

  /// The arrays in `folder`, which may be an `.npz` file itself; `nil` where there is none.
  init?(_ folder: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else { return nil }
    guard isFolder.boolValue else {
      guard folder.lowercased().hasSuffix(".npz") else { return nil }
      try self.init(archive: folder)
      return
    }
    let files = try FolderNames.visible(in: folder)
    let arrays = files.filter { $0.hasSuffix(".npy") }, archives = files.filter { $0.hasSuffix(".npz") }
    if arrays.isEmpty {
      guard let first = archives.first else { return nil }
      guard archives.count == 1 else {
        throw FileError(
          folder, "there are several archives", expected: "one", found: "\(first), \(archives[1])",
          advice: "name one of them: --data-dir \(folder)/\(first)")
      }
      try self.init(archive: "\(folder)/\(first)")
      return
    }
    let note = "passed over, since there are .npy files beside: \(archives.listed())"
    self.init(
      place: folder, names: arrays.map { String($0.dropLast(4)) }, notes: archives.isEmpty ? [] : [note], parts: nil)
  }

  private init(place: String, names: [String], notes: [String], parts: [ZipDirectory.Entry]?) {
    (self.place, self.names, self.notes, self.parts) = (place, names, notes, parts)
  }

  private init(archive: String) throws {
    let parts = try ZipDirectory(archive).entries.filter { $0.name.hasSuffix(".npy") }
    var known: Set<[UInt8]> = []
    for part in parts where !known.insert(Array(part.name.utf8)).inserted {
      throw FileError(archive, at: part.name, "two arrays have this name", expected: "a name of its own for each")
    }
    self.init(place: archive, names: parts.map { String($0.name.dropLast(4)) }, notes: [], parts: parts)
  }

  /// The array at `index` of the names.
  private func array(_ index: Int) throws -> NumPyArray {
    try parts.map { try NumPyArray(place, $0[index]) } ?? NumPyArray("\(place)/\(names[index]).npy")
  }

  /// The array of exactly this name; `nil` where there is none.
  func array(named name: String) throws -> NumPyArray? {
    try names.firstIndex { $0.isSameName(as: name) }.map(array)
  }

  /// The array of this name, in capitals or not, with the name that it has; `nil` where there is none.
  func array(like name: String) throws -> (name: String, array: NumPyArray)? {
    try names.firstIndex { $0.lowercased() == name }.map { (names[$0], try array($0)) }
  }
}
