public import Foundation

/// Standard output and standard error: whatever the program says goes through here.
///
/// A result that cannot be written is an error. A note that cannot be written is dropped: no work is lost for it.
public enum Output {
  /// Makes ready what the caller of the program may have closed or taken away.
  ///
  /// A closed standard file is taken by one that refuses every byte: otherwise the next file that is opened would get
  /// its number, and the program's words. A reader that goes away is an error of the write, not the end of the process.
  public static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is the one that is missing.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Writes a result to standard output as it is.
  ///
  /// Throws a `FileError` with the cause where that fails. A reader that has gone away, as `head` does, ends the process
  /// as quietly as everywhere on Unix.
  public static func result(_ data: Data) throws {
    guard let code = failure(of: data, to: STDOUT_FILENO) else { return }
    if code == EPIPE {
      signal(SIGPIPE, SIG_DFL)
      raise(SIGPIPE)
    }
    throw FileError("standard output", "the result cannot be written", found: String(cString: strerror(code)))
  }

  /// Writes a line of a result. Control characters are shown, not sent, where a terminal would obey them.
  public static func line(_ text: String) throws {
    try result(Data(((isatty(STDOUT_FILENO) == 1 ? harmless(text) : text) + "\n").utf8))
  }

  /// Writes words for the user to standard error, with control characters shown instead of sent.
  public static func note(_ text: String) { _ = failure(of: Data(harmless(text).utf8), to: STDERR_FILENO) }

  /// Empties the line in which the cursor of a terminal stands.
  public static func clearLine() { _ = failure(of: Data("\r\u{1B}[2K".utf8), to: STDERR_FILENO) }

  /// `text` with its control characters, but for line ends and tabulators, in the words of a Swift string.
  static func harmless(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar.properties.generalCategory == .control, scalar != "\n", scalar != "\t" {
        result.append(contentsOf: scalar.escaped(asASCII: true).unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// The system's error number, `nil` where everything was written.
  private static func failure(of data: Data, to descriptor: Int32) -> Int32? {
    data.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let count = write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
        if count > 0 {
          offset += count
        } else if count == 0 {
          return EIO
        } else if errno == EAGAIN {
          // Whoever shares the file made it non-blocking: wait until it takes more.
          var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&ready, 1, -1)
        } else if errno != EINTR {
          return errno
        }
      }
      return nil
    }
  }
}
