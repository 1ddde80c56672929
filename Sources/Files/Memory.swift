import Foundation

/// The check that memory is there before much of it is asked for, since Swift ends the program where it is not.
public enum Memory {
  /// Less than this is asked for without a check.
  private static let small = 64 << 20

  /// Throws a `FileError` where `bytes` are more than 64 MB and more than the process can get, by the system's free
  /// memory, the limits of its control groups and its own. `path` is the file whose
  /// content needs them, and `content` says what they hold.
  public static func require(_ bytes: Int, for content: String, of path: String) throws {
    guard bytes > small else { return }
    func refuse(_ found: String) -> FileError {
      var error = FileError(
        path, "not enough memory for \(content)", expected: "\(words(bytes)) free", found: found)
      error.mayPass = true
      return error
    }
    if let free = free(root: ""), free < bytes { throw refuse(words(free)) }
    // The system knows limits of the process that stand in no file.
    let trial = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | Int32(MAP_ANONYMOUS), -1, 0)
    guard trial != MAP_FAILED else { throw refuse(String(cString: strerror(errno)).lowercased()) }
    munmap(trial, bytes)
  }

  /// The bytes that the process can still get; `nil` where nothing says. `root` stands before every path, which is
  /// empty but in tests.
  static func free(root: String) -> Int? {
    let meminfo = FileManager.default.contents(atPath: "\(root)/proc/meminfo") ?? Data()
    let available = number("MemAvailable:", in: String(decoding: meminfo, as: UTF8.self).split(separator: "\n"))
    let groups = ControlGroups(of: "memory", root: root).groups.compactMap(free)
    return (groups + [available.map { $0 << 10 }].compactMap { $0 }).min()
  }

  /// What is left of a control group's limit; `nil` where it sets none. Files that the system only keeps at hand count
  /// as free.
  private static func free(in group: ControlGroups.Group) -> Int? {
    let isSecond = group.isSecondVersion
    func bytes(_ file: String) -> Int? { group.lines(file).first.flatMap { Int($0) } }
    guard let limit = bytes(isSecond ? "memory.max" : "memory.limit_in_bytes"),
      let used = bytes(isSecond ? "memory.current" : "memory.usage_in_bytes")
    else { return nil }
    let files = number(isSecond ? "inactive_file" : "total_inactive_file", in: group.lines("memory.stat"))
    return max(0, limit - used + (files ?? 0))
  }

  /// The number behind `key` at the start of a line.
  private static func number(_ key: String, in lines: [Substring]) -> Int? {
    lines.lazy.map { $0.split(separator: " ") }.first { $0.first == key[...] && $0.count > 1 }.flatMap { Int($0[1]) }
  }

  /// A number of bytes in an error, such as `1.5 GB`.
  public static func words(_ bytes: Int) -> String { String(format: "%.1f GB", Double(bytes) / 1e9) }
}
