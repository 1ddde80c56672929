import Files
import Foundation

/// The log of a task that has ended: its last words, and the exit code that its script has written.
struct TaskLog: Equatable {
  /// `nil` where the script was killed before it could write it.
  var code: Int32?
  /// The last few lines; empty where there is no log.
  var text = ""
  var exists = false

  private static let kept = 4096, lines = 3

  init(_ path: String) {
    guard let file = FileHandle(forReadingAtPath: path) else { return }
    exists = true
    let end = (try? file.seekToEnd()) ?? 0
    try? file.seek(toOffset: end > Self.kept ? end - UInt64(Self.kept) : 0)
    let content = String(decoding: (try? file.readToEnd()) ?? Data(), as: UTF8.self)
    var rows = content.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
    if let last = rows.last, last.hasPrefix(ArrayScript.ending) {
      code = Int32(last.dropFirst(ArrayScript.ending.count))
      rows.removeLast()
    }
    text = rows.suffix(Self.lines).joined(separator: " / ")
  }

  /// Whether another try may end otherwise; a task that was killed may.
  var mayPass: Bool { code != 1 && code != 64 }
}
