import Files
import Foundation

/// A candidate's file: the result, and the search it was made in under the key `search`.
///
/// Genomes alone do not tell searches apart: those of the first generation follow from the seed, whatever the data,
/// the training and the objective.
struct StoredCandidate: Codable {
  /// The digest of all that decides the search's bits.
  var search: String
  var result: CandidateResult

  private enum CodingKeys: CodingKey { case search }

  init(search: String, result: CandidateResult) {
    self.search = search
    self.result = result
  }

  init(from decoder: any Decoder) throws {
    search = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .search)
    result = try CandidateResult(from: decoder)
  }

  func encode(to encoder: any Encoder) throws {
    try result.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(search, forKey: .search)
  }

  func write(to path: String) throws { try AtomicFile.write(Seal.encode(self), to: path) }

  /// The result for `genome` in `search`, `nil` where there is none.
  ///
  /// A damaged file counts as none: training the candidate again leads to the bytes that were lost. One that was changed
  /// after it was written is refused.
  static func read(_ path: String, of search: String, genome: [Double]) throws -> CandidateResult? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let data = try AtomicFile.read(path)
    guard let stored = try? StableJSON.decode(StoredCandidate.self, from: data, path: path),
      stored.search == search, stored.result.parameters == genome
    else { return nil }
    try Seal.verify(data, path: path, advice: "put it back as it was, or remove it to have it made again")
    return stored.result
  }
}
