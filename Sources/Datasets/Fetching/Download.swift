import CCurl
import Files
import Foundation

/// The download of a file over HTTP into `path`. It goes on where an earlier attempt stopped.
///
/// It uses libcurl, with the system's proxies, redirects and TLS. Bytes go to disk as they come, and what came before a
/// connection broke off is kept. Foundation's downloads on Linux do not promise this.
struct Download {
  /// A closure that is told how many bytes are on disk, and how many the whole file has where the server says it. If it
  /// throws, the download stops and can be resumed.
  typealias Progress = (_ done: Int, _ total: Int?) throws -> Void

  let url: String
  let path: String
  /// The largest number of bytes that the file can have.
  var largest = Int.max
  /// The seconds before the first retry. Each further retry waits twice as long, as curl's own retries do.
  var firstDelay = 1.0

  /// The seconds after which a connection that is slower than `slowest` counts as broken.
  var patience = 60

  /// The bytes a second below which a download would take days.
  static let slowest = 1_000
  static let tooLarge = "the file is larger than the data set's can be, and what came of it was removed"

  /// The number of retries in a row that may bring nothing new. After it the download is given up.
  private static let retries = 5

  /// Downloads the file, and returns whether its bytes come from more than one attempt, in this run or an earlier one.
  ///
  /// Throws a `FileError` for an unreachable server, a refusal and a full disk. What was received is kept.
  func run(progress: @escaping Progress) throws -> Bool {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError(path, "cannot be written", found: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var failures = 0
    var most = size(descriptor), hasReceived = false
    while true {
      let transfer = try Transfer(self, descriptor, offset: size(descriptor), progress)
      let result = transfer.perform()
      if let error = transfer.error {
        if (error as? FileError)?.problem == Self.tooLarge { unlink(path) }
        throw error
      }
      let now = size(descriptor)
      // A server that only trickles brings something new in every attempt, and would never be given up.
      if now > most + (result == CURLE_OPERATION_TIMEDOUT ? Self.slowest * patience : 0) { failures = 0 }
      if now > most { (most, hasReceived) = (now, true) }
      if result == CURLE_OK, try transfer.isComplete() {
        guard fsync(descriptor) == 0 else {
          throw FileError(path, "cannot be synced to disk", found: String(cString: strerror(errno)))
        }
        return transfer.isResumed
      }
      let reason = result == CURLE_OK ? "status \(transfer.status)" : transfer.reason(for: result)
      failures += 1
      guard failures <= Self.retries, Self.mayPass(result, hasReceived: hasReceived) else {
        if now == 0 { unlink(path) }
        throw FileError(
          url, "cannot be downloaded", found: reason,
          advice: now > 0 ? "\(now) bytes are kept, and the same command goes on from there" : Self.advice)
      }
      try wait(firstDelay * pow(2, Double(failures - 1)), done: now, progress)
    }
  }

  static let advice = "name a mirror with --from, or get the files otherwise and name their folder with --data-dir"

  private func size(_ descriptor: Int32) -> Int { max(0, Int(lseek(descriptor, 0, SEEK_END))) }

  /// Whether another attempt may succeed. Where no server was reached from the start, the user is told at once.
  private static func mayPass(_ result: CURLcode, hasReceived: Bool) -> Bool {
    switch result {
    case CURLE_OK, CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_OPERATION_TIMEDOUT,
      CURLE_HTTP2, CURLE_HTTP2_STREAM:
      true
    case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_SSL_CONNECT_ERROR:
      hasReceived
    default: false
    }
  }

  /// Waits in small steps, so that an interruption is noticed soon.
  private func wait(_ seconds: Double, done: Int, _ progress: Progress) throws {
    let end = ContinuousClock.now + .seconds(seconds)
    repeat {
      try progress(done, nil)
      usleep(UInt32(1e6 * min(0.1, max(0, (end - .now).seconds))))
    } while ContinuousClock.now < end
  }
}
