import Foundation

/// A folder for what an unfinished piece of work has found so far, locked, and bound to that work by an identity.
public final class FindingsFolder {
  public let path: String
  /// The digest of all that decides the work's figures.
  public let identity: String
  private let lock: FolderLock

  /// Creates or opens the folder and locks it.
  ///
  /// `kind` is what the work is, such as `audit`; the file `audit.id` holds its identity then. Throws where the folder
  /// holds the findings of other work, where it is in use, and where it is neither empty nor such a folder.
  public init(_ path: String, of kind: Kind, identity: Identity) throws {
    self.path = path
    self.identity = identity.digest
    lock = try FolderLock(
      creating: path, what: "the \(kind.rawValue)'s folder",
      advice: "wait for it, or choose another folder with --output"
    ) {
      _ = try Self.isBegun(path, kind, identity)
    }
    if try !Self.isBegun(path, kind, identity) {
      try AtomicFile.write(StableJSON.encode(identity), to: "\(path)/\(kind.identityName)")
    }
    AtomicFile.removeLeftovers(below: path)
  }

  /// The work that keeps its findings in such a folder.
  public enum Kind: String, Sendable {
    case audit, slice

    fileprivate var identityName: String { "\(rawValue).id" }
    fileprivate var name: String {
      switch self {
      case .audit: "an audit"
      case .slice: "a slice"
      }
    }
    fileprivate var another: String { "another \(rawValue)" }
  }

  /// Whether the folder has findings of this work. Throws where it has others, or is a stranger's.
  private static func isBegun(_ folder: String, _ kind: Kind, _ identity: Identity) throws -> Bool {
    let path = "\(folder)/\(kind.identityName)"
    guard !FileManager.default.fileExists(atPath: path) else {
      let found = String(decoding: try AtomicFile.read(path), as: UTF8.self)
      try identity.require(
        found, in: path, else: "the folder holds the findings of \(kind.another)",
        advice: "choose another folder with --output")
      return true
    }
    let foreign = (try? FileManager.default.contentsOfDirectory(atPath: folder))?
      .filter { $0 != FolderLock.name && !AtomicFile.isLeftover($0) }.min()
    guard let foreign else { return false }
    throw FileError(
      folder, "is not \(kind.name)'s folder", expected: "a new or empty folder, or one with \(kind.identityName)",
      found: foreign, advice: "choose another folder with --output")
  }
}
