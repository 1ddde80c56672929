import Files
import Foundation

/// Whether other machines see a run's folder: a word stands there, and a task has to find it and to answer.
struct StorageProbe: Codable, Equatable {
  /// Drawn once for each run folder; it is a part of the names of jobs, too.
  var word: String

  static let question = "\(RunLayout.tasks)/word", reply = "\(RunLayout.tasks)/answer.json"

  private struct Answer: Codable {
    var word: String
    /// The folder as the other machine was told it.
    var folder: String
    var host: String
  }

  /// The word of the run in `folder`, which is drawn where there is none.
  init(of folder: String) throws {
    if let known = Self.known(in: folder) {
      word = known
      return
    }
    word = String(UInt32.random(in: 0...UInt32.max), radix: 16)
    try AtomicFile.write(word, to: "\(folder)/\(Self.question)")
  }

  /// The word of the run in `folder`; `nil` where none was drawn.
  static func known(in folder: String) -> String? {
    guard let known = try? AtomicFile.read("\(folder)/\(question)"), !known.isEmpty else { return nil }
    return String(decoding: known, as: UTF8.self)
  }

  /// Writes the answer, on another machine; returns its path.
  func answer(in folder: String) throws -> String {
    let question = "\(folder)/\(Self.question)", reply = "\(folder)/\(Self.reply)"
    let found = String(decoding: try AtomicFile.read(question), as: UTF8.self)
    guard found == word else {
      throw FileError(question, "this is another folder than the run's", expected: word, found: found)
    }
    let answer = Answer(word: word, folder: folder, host: ProcessInfo.processInfo.hostName)
    try AtomicFile.write(StableJSON.encode(answer), to: reply)
    return reply
  }

  /// Whether a machine of the cluster has answered of `folder`, an absolute path.
  func isAnswered(in folder: String) -> Bool {
    let path = "\(folder)/\(Self.reply)"
    guard let data = try? AtomicFile.read(path), let answer = try? JSONDecoder().decode(Answer.self, from: data) else {
      return false
    }
    return answer.word == word && answer.folder == folder
  }
}
