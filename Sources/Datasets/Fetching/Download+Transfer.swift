import CCurl
import Files
import Foundation

extension Download {
  /// One request and its answer, by libcurl.
  final class Transfer {
    /// The seconds until an address counts as dead.
    private static let connectTimeout = 30
    /// A mirror that moved, a login page and a certificate's detour need two or three.
    private static let mostRedirects = 5

    private let download: Download
    private let handle: UnsafeMutableRawPointer
    private let descriptor: Int32
    private let offset: Int
    private let progress: Progress
    private var message = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
    /// The place in the file of the next byte; `nil` before the first byte, and for an answer that is not the file.
    private var position: Int?
    private var contentRange: String?
    /// The error that stopped the transfer on this side, such as a full disk or an interruption.
    private(set) var error: (any Error)?

    private static let start: Void = { _ = curl_shim_start() }()

    init(_ download: Download, _ descriptor: Int32, offset: Int, _ progress: @escaping Progress) throws {
      _ = Self.start
      guard let handle = curl_easy_init() else { throw FileError(download.url, "libcurl cannot start") }
      (self.download, self.handle, self.descriptor, self.offset) = (download, handle, descriptor, offset)
      self.progress = progress
    }

    deinit { curl_easy_cleanup(handle) }

    var status: Int { curl_shim_status(handle) }
    /// Whether the received bytes follow those of an earlier attempt.
    var isResumed: Bool { offset > 0 && status != 200 }

    func perform() -> CURLcode {
      curl_shim_set_text(handle, CURLOPT_URL, download.url)
      curl_shim_set_text(handle, CURLOPT_USERAGENT, "lossaudit")
      curl_shim_set_number(handle, CURLOPT_FOLLOWLOCATION, 1)
      curl_shim_set_number(handle, CURLOPT_CONNECTTIMEOUT, Self.connectTimeout)
      curl_shim_set_number(handle, CURLOPT_MAXREDIRS, Self.mostRedirects)
      for option in [CURLOPT_PROTOCOLS_STR, CURLOPT_REDIR_PROTOCOLS_STR] {
        curl_shim_set_text(handle, option, "http,https")
      }
      curl_shim_set_number(handle, CURLOPT_LOW_SPEED_LIMIT, Download.slowest)
      curl_shim_set_number(handle, CURLOPT_LOW_SPEED_TIME, download.patience)
      // A proxy would look for this machine's servers on its own.
      if download.url.hasPrefix("http://127.0.0.1") { curl_shim_set_text(handle, CURLOPT_PROXY, "") }
      if offset > 0 { curl_shim_set_text(handle, CURLOPT_RANGE, "\(offset)-") }
      let user = Unmanaged.passUnretained(self).toOpaque()
      for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_XFERINFODATA] {
        curl_shim_set_pointer(handle, option, user)
      }
      curl_shim_set_receiver(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, user in
        let body = UnsafeRawBufferPointer(start: bytes, count: size * count)
        return Transfer.of(user).attempt { try $0.receive(body) } ? size * count : 0
      }
      curl_shim_set_receiver(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, user in
        let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
        Transfer.of(user).note(header: String(decoding: line, as: UTF8.self))
        return size * count
      }
      curl_shim_set_number(handle, CURLOPT_NOPROGRESS, 0)
      curl_shim_set_progress(handle) { user, total, done, _, _ in
        Transfer.of(user).attempt { try $0.report(done: Int(done), total: Int(total)) } ? 0 : 1
      }
      return message.withUnsafeMutableBufferPointer { message in
        curl_shim_set_pointer(handle, CURLOPT_ERRORBUFFER, message.baseAddress)
        defer { curl_shim_set_pointer(handle, CURLOPT_ERRORBUFFER, nil) }
        return curl_easy_perform(handle)
      }
    }

    /// Whether a transfer without an error brought the whole file; `false` where the server asks for another attempt.
    func isComplete() throws -> Bool {
      switch status {
      case 200:
        // A file without a byte has not begun yet.
        if position == nil { try begin() }
        return true
      // Nothing lies behind what is there already: the check of the whole says whether it is the file.
      case 206: return true
      case 416 where offset > 0: return true
      // Timeouts, too many requests, and what a server says of itself.
      case 408, 429, 500...599: return false
      default:
        if offset == 0 { unlink(download.path) }
        throw FileError(
          download.url, "the server does not give the file", expected: "status 200", found: "status \(status)",
          advice: Download.advice)
      }
    }

    func reason(for result: CURLcode) -> String {
      let text = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      return text.isEmpty ? String(cString: curl_easy_strerror(result)) : text
    }

    private static func of(_ user: UnsafeMutableRawPointer?) -> Transfer {
      Unmanaged<Transfer>.fromOpaque(user!).takeUnretainedValue()
    }

    private func attempt(_ body: (Transfer) throws -> Void) -> Bool {
      do {
        try body(self)
        return true
      } catch {
        self.error = error
        return false
      }
    }

    /// Keeps the Content-Range of the last answer. Redirects have answers before it.
    private func note(header: String) {
      if header.hasPrefix("HTTP/") { contentRange = nil }
      let parts = header.split(separator: ":", maxSplits: 1)
      if parts.count == 2, parts[0].lowercased() == "content-range" {
        contentRange = parts[1].trimmingCharacters(in: .whitespacesAndNewlines)
      }
    }

    private func report(done: Int, total: Int) throws {
      let before = status == 200 ? 0 : offset
      if status == 200 || status == 206 { try requireFit(before + max(done, total)) }
      try progress(before + done, total > 0 ? before + total : nil)
    }

    /// Decides where in the file the received bytes go.
    private func begin() throws {
      switch status {
      case 200:
        guard ftruncate(descriptor, 0) == 0 else { throw diskError() }
        position = 0
      case 206:
        guard contentRange?.hasPrefix("bytes \(offset)-") == true else {
          throw FileError(
            download.url, "the server gives another part than asked for", expected: "bytes \(offset)-",
            found: contentRange ?? "no Content-Range", advice: "remove \(download.path) and try again")
        }
        position = offset
      default: position = nil
      }
    }

    private func receive(_ bytes: UnsafeRawBufferPointer) throws {
      if position == nil { try begin() }
      guard let start = position else { return }
      try requireFit(start + bytes.count)
      var done = 0
      while done < bytes.count {
        let count = pwrite(descriptor, bytes.baseAddress! + done, bytes.count - done, start + done)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw diskError() }
        done += count
      }
      position = start + done
    }

    /// Throws where the file has more bytes than any file of its kind can have.
    private func requireFit(_ size: Int) throws {
      guard size > download.largest else { return }
      throw FileError(
        download.url, Download.tooLarge, expected: "at most \(download.largest) bytes", found: "\(size) or more",
        advice: Download.advice)
    }

    private func diskError() -> FileError {
      FileError(
        download.path, "cannot be written", found: String(cString: strerror(errno)),
        advice: "what came of \(download.url) so far is kept, and the same command goes on from there")
    }
  }
}
