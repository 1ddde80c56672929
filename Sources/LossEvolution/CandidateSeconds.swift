import Files
import Foundation

/// How long tasks took. It differs between searches whose results are the same to the byte.
///
/// Until the end of a search each task has a file of its own in the folder `timing`; then the seconds stand in the
/// tables of candidates alone.
struct CandidateSeconds {
  let folder: String
  /// The seconds by generation and index that a former table of candidates has.
  private let tabled: [[Int]: Double]

  /// The seconds that the search's `folder` knows.
  init(in folder: String) {
    self.folder = folder
    let data = (try? AtomicFile.read("\(folder)/\(CandidateTable.linesName)")) ?? Data()
    let rows = data.split(separator: UInt8(ascii: "\n")).compactMap { line in
      try? StableJSON.decode(Row.self, from: Data(line), path: CandidateTable.linesName)
    }
    tabled = Dictionary(
      rows.compactMap { row in row.seconds.map { ([row.generation, row.index], $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  private struct Row: Decodable {
    let generation: Int
    let index: Int
    let seconds: Double?
  }

  private struct Content: Codable { var seconds: Double }

  /// Writes the seconds of the task whose result is `file`.
  static func write(_ seconds: Double, of file: String, in folder: String) throws {
    try AtomicFile.write(StableJSON.encode(Content(seconds: seconds)), to: path(of: file, in: folder))
  }

  /// The seconds of all tasks of a candidate; `nil` where no clock was kept.
  func seconds(of candidate: CandidateResult) -> Double? {
    let file = LossSearch.file(generation: candidate.generation, index: candidate.index)
    let timed = [file, LossSearch.suffixed(file, .rung), LossSearch.suffixed(file, .again)].compactMap { file in
      let path = Self.path(of: file, in: folder)
      return (try? Data(contentsOf: URL(fileURLWithPath: path)))
        .flatMap { try? StableJSON.decode(Content.self, from: $0, path: path).seconds }
    }
    return timed.isEmpty ? tabled[[candidate.generation, candidate.index]] : timed.reduce(0, +)
  }

  /// Removes the tasks' files, once a table has what they say.
  func removeFiles() { try? FileManager.default.removeItem(atPath: "\(folder)/timing") }

  private static func path(of file: String, in folder: String) -> String { "\(folder)/timing/\(PathParts(file).name)" }
}
