import Foundation
import Synchronization

/// SIGINT, SIGTERM and SIGHUP, turned into an error at the next step of whatever is running.
public enum Interruption {
  private static let signal = Atomic<Int32>(0)
  private static let isQuick = Atomic<Bool>(false)

  /// What the same command does after an interruption.
  public enum Sequel: Sendable { case startsOver, goesOn }

  /// The signals that ask to stop. A terminal that goes away is one too, unless the caller has it ignored, as `nohup` does.
  private static var numbers: [Int32] {
    var former = sigaction()
    sigaction(SIGHUP, nil, &former)
    let isIgnored = unsafeBitCast(former.__sigaction_handler.sa_handler, to: Int.self) == 1
    return isIgnored ? [SIGINT, SIGTERM] : [SIGINT, SIGTERM, SIGHUP]
  }

  /// From now on the first signal asks to stop, and is answered at once by a line unless the work `stopsQuickly`; a second
  /// one ends the process at once.
  public static func listen(stopsQuickly: Bool = false) {
    unblock()
    isQuick.store(stopsQuickly, ordering: .relaxed)
    for number in numbers {
      Foundation.signal(number) { number in
        if Interruption.signal.exchange(number, ordering: .relaxed) != 0 { _exit(130) }
        if Interruption.isQuick.load(ordering: .relaxed) { return }
        Interruption.say("lossaudit: stopping after this batch; a second signal ends it at once\n")
      }
    }
  }

  /// From now on a signal ends the process with exit code 130: for work that leaves nothing unfinished behind.
  public static func endAtOnce(_ sequel: Sequel = .startsOver) {
    unblock()
    for number in numbers {
      switch sequel {
      case .startsOver:
        Foundation.signal(number) { _ in Interruption.end("lossaudit: interrupted; the same command starts over\n") }
      case .goesOn:
        Foundation.signal(number) { _ in
          Interruption.end("lossaudit: interrupted; the same command goes on from here\n")
        }
      }
    }
  }

  /// Nothing here may allocate: a signal comes at any time.
  private static func end(_ text: StaticString) -> Never {
    say(text)
    _exit(130)
  }

  private static func say(_ text: StaticString) {
    // A terminal shows "^C" and perhaps a progress line, where the message begins.
    if isatty(STDERR_FILENO) == 1 {
      let clear: StaticString = "\r\u{1B}[2K"
      _ = write(STDERR_FILENO, clear.utf8Start, clear.utf8CodeUnitCount)
    }
    _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
  }

  /// A process inherits which signals are blocked, and some launchers start it from a thread that blocks all.
  private static func unblock() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in numbers { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Throws `Interrupted` once a signal has come.
  public static func check() throws {
    if signal.load(ordering: .relaxed) != 0 { throw Interrupted() }
  }
}

/// The user stopped the work; what was done is on disk.
public struct Interrupted: Error {}
