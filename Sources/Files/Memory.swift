import Foundation

/// The check that memory is there before much of it is asked for, since Swift ends the program where it is not.
public enum Memory {
  /// Less than this is asked for without a check.
  private static let small = 64 << 20

  /// Throws a `FileError` where `bytes` are more than 64 MB and more than the process can get. `path` is the file whose
  /// content needs them, and `content` says what they hold.
  public static func require(_ bytes: Int, for content: String, of path: String) throws {
    guard bytes > small else { return }
    func refuse(_ found: String) -> FileError {
      FileError(path, "not enough memory for \(content)", expected: "\(words(bytes)) free", found: found)
    }
    if let free = free(), free < bytes { throw refuse(words(free)) }
    // The system knows limits of the process that stand in no file.
    let trial = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | Int32(MAP_ANONYMOUS), -1, 0)
    guard trial != MAP_FAILED else { throw refuse(String(cString: strerror(errno)).lowercased()) }
    munmap(trial, bytes)
  }

  /// The bytes that the system can give without swapping; `nil` where it does not say.
  private static func free() -> Int? {
    let lines = FileManager.default.contents(atPath: "/proc/meminfo").map { String(decoding: $0, as: UTF8.self) } ?? ""
    return lines.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
      .flatMap { $0.split(separator: " ").dropFirst().first.flatMap { Int($0) } }.map { $0 << 10 }
  }

  private static func words(_ bytes: Int) -> String { String(format: "%.1f GB", Double(bytes) / 1e9) }
}
