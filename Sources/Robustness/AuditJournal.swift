public import Files
import Foundation

/// What an audit has found so far, in a folder: an interrupted audit goes on from here.
///
/// Each stage of the audit keeps a table for every batch of images that it has judged, and the adversarial images among
/// them. What becomes of an image depends on nothing but the image, so an audit that goes on ends as one that was never
/// interrupted.
public final class AuditJournal {
  let folder: String
  /// The digest of all that decides the audit's figures.
  let identity: String
  private let lock: FolderLock

  /// Creates or opens the folder and locks it.
  ///
  /// `identity` is all that decides the audit's figures. Throws where the folder holds another audit's findings, where it
  /// is in use, and where it is neither empty nor a journal.
  public init(_ folder: String, identity: Identity) throws {
    self.folder = folder
    self.identity = identity.digest
    lock = try FolderLock(
      creating: folder, what: "the audit's folder", advice: "wait for it, or choose another folder with --output"
    ) {
      _ = try Self.isBegun(folder, identity)
    }
    if try !Self.isBegun(folder, identity) {
      try AtomicFile.write(StableJSON.encode(identity), to: "\(folder)/\(Self.identityName)")
    }
    AtomicFile.removeLeftovers(below: folder)
  }

  /// Whether the folder has findings of this audit. Throws where it has others, or is a stranger's.
  private static func isBegun(_ folder: String, _ identity: Identity) throws -> Bool {
    let path = "\(folder)/\(identityName)"
    guard !FileManager.default.fileExists(atPath: path) else {
      let found = String(decoding: try AtomicFile.read(path), as: UTF8.self)
      try identity.require(
        found, in: path, else: "the folder holds the findings of another audit",
        advice: "choose another folder with --output")
      return true
    }
    let foreign = (try? FileManager.default.contentsOfDirectory(atPath: folder))?
      .filter { $0 != FolderLock.name && !AtomicFile.isLeftover($0) }.min()
    guard let foreign else { return false }
    throw FileError(
      folder, "is not an audit's folder", expected: "a new or empty folder, or one with \(identityName)",
      found: foreign, advice: "choose another folder with --output")
  }

  private static let identityName = "audit.id"

  /// How many batches of each stage there are.
  var batches: [String: Int] = [:]
}
