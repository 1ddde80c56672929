import Files
import Foundation

/// Images in class folders: `train/CLASS/*.png`, `test/CLASS/*.jpg`.
///
/// Classes are numbered in the order of their names' bytes. Images follow each other class by class, also in the order
/// of their names' bytes (`10.png` before `2.png`). Names are the same where their bytes are. Hidden files are ignored,
/// and any other file that is no image is an error.
struct ImageFolder {
  /// The folder of the training images; `nil` where there is none.
  let training: String?
  /// The folder of the test images.
  let test: String
  /// The names of the folders of `training`, or of `test` where it stands alone.
  let classNames: [String]
  /// The names of folders and arrays beside the splits, which are not read.
  let passedOver: [String]

  /// The largest number of classes, since labels are bytes.
  private static let mostClasses = 256

  /// Finds the classes. No image is read.
  ///
  /// The classes are those of the training split, and the test split may lack some of them. A folder that has neither
  /// `train` nor `test` nor `val` but folders alone is the test split itself.
  init(_ folder: String, advice: String) throws {
    let train = "\(folder)/train"
    training = FolderNames.isFolder(train) ? train : nil
    let tests = ["\(folder)/test", "\(folder)/val"].filter(FolderNames.isFolder)
    if let first = tests.first {
      test = first
    } else if training == nil, try Self.holdsClassesAlone(folder) {
      test = folder
    } else {
      throw (training == nil ? Self.misplaced(folder) : nil)
        ?? FileError(folder, "a folder of the data set is missing", expected: "test or val", advice: advice)
    }
    if test == folder, let error = Self.misplaced(folder) { throw error }
    let numbered = training ?? test
    let classNames = try Self.classes(in: numbered)
    guard (2...Self.mostClasses).contains(classNames.count) else {
      throw FileError(
        numbered, "not a number of classes", expected: "2 to \(Self.mostClasses) folders",
        found: "\(classNames.count)")
    }
    self.classNames = classNames
    passedOver = test == folder ? [] : try Self.others(in: folder, than: [train, test])
    if training != nil { try Self.requireClasses(of: test, among: classNames, of: train) }
  }

  /// The names of the image files of each class that `split` has a folder for.
  func files(of split: String) throws -> [(label: UInt8, folder: String, names: [String])] {
    try classNames.enumerated().filter { FolderNames.isFolder("\(split)/\($1)") }.map { label, name in
      (UInt8(label), "\(split)/\(name)", try FolderNames.visible(in: "\(split)/\(name)"))
    }
  }

  private static func others(in folder: String, than splits: [String]) throws -> [String] {
    try FolderNames.visible(in: folder).filter { name in
      let path = "\(folder)/\(name)", isArray = name.hasSuffix(".npy") || name.hasSuffix(".npz")
      return !splits.contains(path) && (isArray || FolderNames.isFolder(path))
    }
  }

  private static func requireClasses(of test: String, among classNames: [String], of train: String) throws {
    guard let odd = try classes(in: test).first(where: { name in !classNames.contains { $0.isSameName(as: name) } })
    else { return }
    // Where both look alike, their bytes tell what is different.
    let twin = classNames.first { $0 == odd }
    throw FileError(
      "\(test)/\(odd)", "not a class of the training images",
      expected: twin.map { "the bytes \($0.utf8.hexadecimal), as in \(train)" } ?? "a folder of \(train)",
      found: twin.map { _ in odd.utf8.hexadecimal },
      advice: twin.map { _ in "rename one, since the same letters are written in two ways" }
        ?? NearestName.of(odd, in: classNames).map { "did you mean \($0)?" })
  }

  private static func classes(in split: String) throws -> [String] {
    try FolderNames.visible(in: split).map { name in
      guard FolderNames.isFolder("\(split)/\(name)") else {
        throw FileError("\(split)/\(name)", "not a class folder", expected: "folders alone", advice: "remove it")
      }
      return name
    }
  }

  private static func holdsClassesAlone(_ folder: String) throws -> Bool {
    guard FolderNames.isFolder(folder) else { return false }
    let names = try FolderNames.visible(in: folder)
    return names.count > 1 && names.allSatisfy { FolderNames.isFolder("\(folder)/\($0)") }
  }

  /// Whether `folder` has one of the folders that hold class folders.
  static func hasSplits(_ folder: String) -> Bool {
    ["train", "test", "val"].contains { FolderNames.isFolder("\(folder)/\($0)") }
  }
}
