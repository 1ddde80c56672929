public import Files

/// What an audit has found so far, in a folder: an interrupted audit goes on from here.
///
/// Each stage of the audit keeps a table for every batch of images that it has judged, and the adversarial images among
/// them. What becomes of an image depends on nothing but the image, so an audit that goes on ends as one that was never
/// interrupted.
public final class AuditJournal {
  private let findings: FindingsFolder

  /// Creates or opens the folder and locks it, as a `FindingsFolder` does. `identity` is all that decides the audit's
  /// figures.
  public init(_ folder: String, identity: Identity) throws {
    findings = try FindingsFolder(folder, of: .audit, identity: identity)
  }

  var folder: String { findings.path }
  /// The digest of all that decides the audit's figures.
  var identity: String { findings.identity }

  /// How many batches of each stage there are.
  var batches: [String: Int] = [:]
}
