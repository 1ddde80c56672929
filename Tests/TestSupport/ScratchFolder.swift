public import Foundation
import Synchronization

/// A folder of its own for one test, removed with the last reference to it; one that a static holds, at exit.
public final class ScratchFolder: Sendable {
  public let path: String

  public init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("lossaudit-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let isFirst = Self.living.withLock { living in
      defer { living.insert(path) }
      return living.isEmpty
    }
    if isFirst { atexit { ScratchFolder.removeLiving() } }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
    _ = Self.living.withLock { $0.remove(path) }
  }

  private static let living = Mutex<Set<String>>([])

  private static func removeLiving() {
    for path in living.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
  }

  public func path(_ relative: String) -> String { "\(path)/\(relative)" }

  public func data(_ relative: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path(relative))) }

  public func text(_ relative: String) throws -> String { String(decoding: try data(relative), as: UTF8.self) }

  @discardableResult
  public func write(_ text: String, to relative: String) throws -> String {
    try write(Data(text.utf8), to: relative)
  }

  @discardableResult
  public func write(_ data: Data, to relative: String) throws -> String {
    let url = URL(fileURLWithPath: path(relative))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
    return url.path
  }

  /// Every file below `relative` with its bytes, hidden ones left out.
  public func files(below relative: String) throws -> [String: Data] {
    var found: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path(relative)) {
      var isFolder: ObjCBool = false
      let file = path("\(relative)/\(name)")
      guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue,
        !name.split(separator: "/").contains(where: { $0.hasPrefix(".") })
      else { continue }
      found[name] = try Data(contentsOf: URL(fileURLWithPath: file))
    }
    return found
  }
}

/// Calls `body` with the path of a scratch folder of its own.
public func withTemporaryFolder<Value>(_ body: (_ path: String) throws -> Value) throws -> Value {
  let folder = try ScratchFolder()
  return try withExtendedLifetime(folder) { try body(folder.path) }
}

/// The names in a folder, sorted.
public func names(in folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}
