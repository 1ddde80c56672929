public import Files
import Foundation

/// The points that a slice has so far, in a folder: an interrupted slice goes on from here.
///
/// `points.jsonl` has a line for each point: which draw of directions it belongs to, the point, and a seal over both and
/// over all that decides the slice. A line that a kill cut short counts as none. A line that was changed is an error.
public final class SliceJournal {
  private let findings: FindingsFolder
  private let file: FileHandle
  /// The points that were found, by their draw.
  private(set) var points: [Int: [SlicePoint]] = [:]

  private struct Row: Codable {
    let draw: Int
    let point: SlicePoint
    var sha256 = ""

    /// The digest of the row and of what decides the slice.
    func seal(_ identity: String) throws -> String {
      var blank = self
      blank.sha256 = identity
      return Digest.sha256(try StableJSON.encode(blank, pretty: false))
    }
  }

  /// Opens the journal in `folder`, which is made where it is missing. `identity` is all that decides the points.
  ///
  /// Throws a `FileError` where the folder is another slice's, is in use, or holds a changed line.
  public init(_ folder: String, identity: Identity) throws {
    findings = try FindingsFolder(folder, of: .slice, identity: identity)
    let path = "\(folder)/points.jsonl"
    if !FileManager.default.fileExists(atPath: path) { try AtomicFile.write(Data(), to: path) }
    let data = try AtomicFile.read(path)
    let whole = data.lastIndex(of: UInt8(ascii: "\n")).map { $0 - data.startIndex + 1 } ?? 0
    for (number, line) in data.prefix(whole).split(separator: UInt8(ascii: "\n")).enumerated() {
      let row = try StableJSON.decode(Row.self, from: Data(line), path: "\(path): line \(number + 1)")
      guard row.sha256 == (try row.seal(findings.identity)) else {
        throw FileError(
          path, at: "line \(number + 1)", "was changed after it was written",
          advice: "remove the line to have its point computed again")
      }
      points[row.draw, default: []].append(row.point)
    }
    guard let file = FileHandle(forUpdatingAtPath: path) else { throw FileError(path, "cannot be opened") }
    self.file = file
    try file.truncate(atOffset: UInt64(whole))
  }

  /// Writes a point down; it is on the disk when this returns.
  func record(_ point: SlicePoint, draw: Int) throws {
    var row = Row(draw: draw, point: point)
    row.sha256 = try row.seal(findings.identity)
    do {
      try file.seekToEnd()
      try file.write(contentsOf: StableJSON.encode(row, pretty: false))
      try file.synchronize()
    } catch let error as CocoaError {
      throw FileError("\(findings.path)/points.jsonl", "cannot be written", found: error.localizedDescription)
    }
  }

  /// Removes the folder of a slice that is whole.
  public static func remove(_ folder: String) throws { try FileManager.default.removeItem(atPath: folder) }

  deinit { try? file.close() }
}
