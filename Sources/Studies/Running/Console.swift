import Files
import Foundation

/// Progress and logs on standard error: one line with an ETA on a terminal, plain lines otherwise, nothing when quiet.
public final class Console: @unchecked Sendable {
  private let isQuiet: Bool
  private let isTerminal: Bool
  private let lock = NSLock()
  private var stageName = ""
  private var stageStart = ContinuousClock.now
  private var stageOffset = 0.0
  private var lastShown: ContinuousClock.Instant?
  private var hasLine = false

  public init(quiet: Bool) {
    isQuiet = quiet
    isTerminal = isatty(STDERR_FILENO) == 1
  }

  /// Seconds between two updates: on a terminal, and in a log that people scroll.
  private static let terminalInterval = 0.2, logInterval = 20.0

  /// A line that stays.
  public func log(_ text: String) {
    lock.withLock {
      clearLine()
      write(text + "\n")
    }
  }

  /// Where a stage stands; shown at most every so often. `done` and `total` count anything.
  public func progress(_ stage: String, done: Double, total: Double, detail: String = "") {
    lock.withLock {
      let now = ContinuousClock.now
      if stage != stageName {
        (stageName, stageStart, stageOffset, lastShown) = (stage, now, done, isTerminal ? nil : now)
      }
      let interval = isTerminal ? Self.terminalInterval : Self.logInterval
      if let lastShown, (now - lastShown).seconds < interval { return }
      lastShown = now
      let share = total > 0 ? done / total : 0
      var text = "\(stage): \(Int(100 * share)) %"
      if !detail.isEmpty { text += ", \(detail)" }
      let elapsed = (now - stageStart).seconds
      if done > stageOffset, elapsed > 1 {
        text += ", \(Self.words(elapsed * (total - done) / (done - stageOffset))) left"
      }
      if isTerminal {
        clearLine()
        write(text)
        hasLine = true
      } else {
        write(text + "\n")
      }
    }
  }

  /// Ends a progress line, so that what follows starts on a line of its own.
  public func finish() { lock.withLock { clearLine() } }

  private func clearLine() {
    if hasLine, !isQuiet { Output.clearLine() }
    hasLine = false
  }

  private func write(_ text: String) {
    if !isQuiet { Output.note(text) }
  }

  static func words(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    return switch whole {
    case ..<60: "\(whole) s"
    case ..<3600: "\(whole / 60) min \(whole % 60) s"
    default: "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
  }
}
