import Files

extension ImageFolder {
  /// Throws a `FileError` where `folder` is not there, or is a file.
  static func requireFolder(_ folder: String, advice: String) throws {
    guard !FolderNames.isFolder(folder) else { return }
    guard FolderNames.exists(folder) else { throw FileError(folder, "no such folder", advice: advice) }
    throw FileError(folder, "is a file", expected: "a folder", advice: advice)
  }

  /// The error for a folder one level below the one that is meant, or one above it; `nil` for any other.
  static func misplaced(_ folder: String) -> FileError? {
    if holdsImages(folder), folders(in: folder).isEmpty {
      return FileError(
        folder, "holds images, not class folders", expected: "CLASS/*.jpg, or test/CLASS",
        advice: "did you mean \(PathParts(folder).folder)?")
    }
    let meant = folders(in: folder).filter { inner in
      hasSplits(inner) || folders(in: inner).contains(where: holdsImages)
    }
    guard let first = meant.first else { return nil }
    return FileError(
      folder, "holds no class folders", expected: "CLASS/*.jpg, or test/CLASS",
      advice: "did you mean \(first), whose folders hold images?")
  }

  private static func holdsImages(_ folder: String) -> Bool {
    ((try? FolderNames.visible(in: folder)) ?? []).contains { name in
      [".png", ".jpg", ".jpeg"].contains { name.lowercased().hasSuffix($0) }
        && !FolderNames.isFolder("\(folder)/\(name)")
    }
  }

  private static func folders(in folder: String) -> [String] {
    ((try? FolderNames.visible(in: folder)) ?? []).map { "\(folder)/\($0)" }.filter(FolderNames.isFolder)
  }
}
