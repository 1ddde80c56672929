import Foundation

/// An error in a file, a flag or a setting, worded for the person who can mend it.
///
/// It is printed as `path: place: problem; expected X, found Y; advice`. Parts that are `nil` are left out.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file, folder or flag with the error, as the user named it.
  public var path: String
  /// The place in the file, such as "line 12", "byte 4" or "tensor features.0.weight".
  public var place: String?
  public var problem: String
  public var expected: String?
  public var found: String?
  /// What the user can do about it.
  public var advice: String?
  /// Whether the same work may succeed at another time or on another machine: a disk was full, a device failed, memory
  /// was short. It is not printed.
  public var mayPass = false

  public init(
    _ path: String, at place: String? = nil, _ problem: String, expected: String? = nil, found: String? = nil,
    advice: String? = nil
  ) {
    self.path = path
    self.place = place
    self.problem = problem
    self.expected = expected
    self.found = found
    self.advice = advice
  }

  /// The error of a system call that ended with `code`, a number of `errno`.
  public init(_ path: String, at place: String? = nil, _ problem: String, code: Int32, advice: String? = nil) {
    self.init(path, at: place, problem, found: String(cString: strerror(code)), advice: advice)
    mayPass = Self.passing.contains(code)
  }

  /// What the system answers where nothing is wrong with the files themselves. A file server answers `ESTALE` for a file
  /// that another machine has replaced.
  private static let passing: Set<Int32> = [
    ENOSPC, EDQUOT, EIO, EAGAIN, ENOMEM, ENFILE, EMFILE, EINTR, ESTALE, ETIMEDOUT, ENOLCK, EBUSY,
  ]

  public var description: String {
    let comparison = [expected.map { "expected \($0)" }, found.map { "found \($0)" }].compactMap { $0 }
      .joined(separator: ", ")
    let sentences = [problem, comparison.isEmpty ? nil : comparison, advice].compactMap { $0 }.joined(separator: "; ")
    return [path, place, sentences].compactMap { $0 }.joined(separator: ": ")
  }
}
