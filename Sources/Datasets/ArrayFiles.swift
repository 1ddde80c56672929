import Files
import Foundation

/// NumPy arrays by their names: the `.npy` files of a folder, or the parts of one `.npz` file.
struct ArrayFiles {
  /// The folder or the `.npz` file.
  let place: String
  /// The names without their endings.
  let names: [String]
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
    self.init(place: folder, names: arrays.map { String($0.dropLast(4)) }, parts: nil)
  }

  private init(place: String, names: [String], parts: [ZipDirectory.Entry]?) {
    (self.place, self.names, self.parts) = (place, names, parts)
  }

  private init(archive: String) throws {
    let parts = try ZipDirectory(archive).entries.filter { $0.name.hasSuffix(".npy") }
    self.init(place: archive, names: parts.map { String($0.name.dropLast(4)) }, parts: parts)
  }

  /// The array at `index` of the names.
  private func array(_ index: Int) throws -> NumPyArray {
    try parts.map { try NumPyArray(place, $0[index]) } ?? NumPyArray("\(place)/\(names[index]).npy")
  }

  /// The array of exactly this name; `nil` where there is none.
  func array(named name: String) throws -> NumPyArray? {
    try names.firstIndex { $0.isSameName(as: name) }.map(array)
  }

  /// The array of this name, in capitals or not; `nil` where there is none.
  func array(like name: String) throws -> NumPyArray? {
    try names.firstIndex { $0.lowercased() == name }.map(array)
  }
}
