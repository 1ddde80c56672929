import Files
import Foundation

/// The download of a data set from its home, or from a mirror, into a folder.
///
/// Everything happens in `FOLDER.part` beside the folder. A download that stopped is resumed there. Files that have
/// been checked wait in its folder `ready` until all are there. Only then are they renamed to where readers look.
public struct DatasetFetch {
  /// The outcome for one file of the source.
  public struct Outcome: Encodable, Equatable, Sendable {
    public var file: String
    public var url: String
    /// The digest that the home publishes; `nil` where it publishes none.
    public var md5: String?
    public var check: Check
    /// Whether the file was downloaded now; `false` where it was there already.
    public var downloaded: Bool
  }

  public enum Check: String, Encodable, Sendable {
    /// The digest is the published one.
    case md5
    /// No digest is published: the reader read the whole file.
    case reader
    /// The archive was unpacked before, and its files have the right sizes.
    case sizes
  }

  /// A closure that is told how many bytes of a file are there. If it throws, the work stops and can be resumed.
  public typealias Progress = (_ file: String, _ done: Int, _ total: Int?) throws -> Void

  private let source: DatasetSource
  private let folder: String
  private var part: String { "\(folder).part" }
  private var ready: String { "\(part)/ready" }
  private let home: String
  private let firstDelay: Double

  /// A download from `mirror`, which holds the files under the names of their home, or from the home where it is `nil`.
  ///
  /// Throws a `FileError` for `folder`, which has no home.
  public init(_ name: DatasetName, into folder: String, mirror: String?, withExtra: Bool) throws {
    guard let source = DatasetSource(name, withExtra: withExtra) else {
      throw FileError(name.rawValue, "cannot be fetched: its images are your own", advice: name.advice)
    }
    self.init(source, into: folder, mirror: mirror)
  }

  init(_ source: DatasetSource, into folder: String, mirror: String?, firstDelay: Double = 1) {
    self.source = source
    // Absolute, for the name beside "." too.
    self.folder = URL(fileURLWithPath: folder).standardizedFileURL.path
    let home = mirror ?? source.home
    self.home = home.hasSuffix("/") ? home : home + "/"
    self.firstDelay = firstDelay
  }

  /// Fetches the files that are missing. `log` is told of what takes unexpectedly long.
  ///
  /// Throws a `FileError` where another file of that name is there, where a download fails, and where a downloaded file
  /// fails its check. The folder is then as it was.
  public func run(progress: @escaping Progress, log: (String) -> Void) throws -> [Outcome] {
    var outcomes = try source.items.map { item in
      let isThere = try item.isWhole(in: folder) { try progress(item.file, 0, nil) }
      return Outcome(
        file: item.file, url: home + item.file, md5: item.md5, check: check(of: item, isThere: isThere),
        downloaded: !isThere)
    }
    guard outcomes.contains(where: \.downloaded) else { return outcomes }
    var isFolder: ObjCBool = true
    guard !FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) || isFolder.boolValue else {
      throw FileError(folder, "is a file", expected: "a folder, or nothing yet")
    }
    try AtomicFile.createFolder(ready)
    let lock = try lock()
    defer { close(lock) }
    for (index, item) in source.items.enumerated() where outcomes[index].downloaded {
      // Checked before they were put there; a damaged disk is asked nothing further.
      if (try? item.isWhole(in: ready, tick: {})) != true { try fetch(item, progress, log) }
      outcomes[index].downloaded = true
    }
    try place()
    return outcomes
  }

  private func check(of item: DatasetSource.Item, isThere: Bool) -> Check {
    if case .archive = item.content, isThere { return .sizes }
    return item.md5 == nil ? .reader : .md5
  }

  /// Locks the folder of parts, since two processes would write to the same file.
  private func lock() throws -> Int32 {
    let descriptor = open(part, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(part, "cannot be opened", found: String(cString: strerror(errno))) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw FileError(part, "another process is downloading to this folder", advice: "wait for it")
    }
    return descriptor
  }

  private func fetch(_ item: DatasetSource.Item, _ progress: @escaping Progress, _ log: (String) -> Void) throws {
    let received = "\(part)/\(item.file).part"
    let url = home + item.file
    var isSecond = false
    while true {
      let isResumed = try Download(url: url, path: received, largest: item.largest, firstDelay: firstDelay).run {
        try progress(item.file, $0, $1)
      }
      let size = try FileBlocks.size(of: received)
      let tick = { try progress(item.file, size, size) }
      guard var flaw = try item.flaw(of: received, tick: tick) ?? unpack(item, received, tick) else { return }
      unlink(received)
      // Two parts of different files look like this too: once more, from the start.
      if isResumed && !isSecond {
        log("\(item.file): the resumed download is damaged, and starts over")
        isSecond = true
        continue
      }
      flaw.path = url
      flaw.problem = "the downloaded file was removed: \(flaw.problem)"
      flaw.advice = Download.advice
      throw flaw
    }
  }

  /// Moves the checked file, or its unpacked contents, to the files that are ready. Returns what is wrong with it.
  private func unpack(_ item: DatasetSource.Item, _ received: String, _ tick: () throws -> Void) throws -> FileError? {
    guard case .archive(let members) = item.content else {
      try Self.move(received, to: "\(ready)/\(item.file)")
      return nil
    }
    let unpacked = "\(part)/unpacked"
    try AtomicFile.createFolder(unpacked)
    do { try TarArchive.unpack(received, members, into: unpacked, tick: tick) } catch let error as FileError {
      // A full disk is no fault of the archive.
      guard error.path == received else { throw error }
      return error
    }
    for member in members { try Self.move("\(unpacked)/\(member.file)", to: "\(ready)/\(member.file)") }
    return nil
  }

  /// Puts the ready files in place. A new folder appears at once with all its files. Files are added to a folder that
  /// is there already.
  private func place() throws {
    if FileManager.default.fileExists(atPath: folder) {
      for item in source.items {
        for file in item.files where FileManager.default.fileExists(atPath: "\(ready)/\(file)") {
          try Self.move("\(ready)/\(file)", to: "\(folder)/\(file)")
        }
      }
    } else {
      try Self.move(ready, to: folder)
    }
    try? FileManager.default.removeItem(atPath: part)
  }

  private static func move(_ path: String, to target: String) throws {
    guard rename(path, target) == 0 else {
      throw FileError(target, "cannot be put in place", found: String(cString: strerror(errno)))
    }
  }
}
