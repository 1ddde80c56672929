public import Foundation
import Synchronization

/// An HTTP server on a free port of 127.0.0.1 that gives away what it is told to, and breaks off where it is told to.
public final class LocalServer: Sendable {
  public struct File: Sendable {
    public var data: Data
    /// Whether a Range request gets a part, or the whole file as from old servers.
    public var takesRange = true
    /// Bytes after which each of the next answers ends without the rest.
    public var breaks: [Int] = []
    /// Answers before the file's own.
    public var refusals: [Int] = []
    /// Seconds of rest after each piece.
    public var pause = 0.0
    /// Bytes in a piece.
    public var piece = 1000
    /// Where the file is said to be instead.
    public var location: String?

    public init(_ data: Data) { self.data = data }
  }

  public struct Request: Sendable, Equatable {
    public var path: String
    /// The first byte asked for, where a range is.
    public var start: Int?

    public init(_ path: String, from start: Int? = nil) { (self.path, self.start) = (path, start) }
  }

  private let descriptor: Int32
  private let port: UInt16
  private let state: Mutex<(files: [String: File], requests: [Request])>

  /// `files` by their path below the address, without a slash in front.
  public init(_ files: [String: File]) throws {
    state = Mutex((files, []))
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let status = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, size) + listen(descriptor, 16) + getsockname(descriptor, address, &size)
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    guard status == 0 else { throw CocoaError(.featureUnsupported) }
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(descriptor, nil, nil)
        guard connection >= 0 else { break }
        self?.answer(connection)
        close(connection)
      }
      // Not before: another test's server might get the number while this one still asks it for connections.
      close(descriptor)
    }
  }

  deinit { shutdown(descriptor, Int32(SHUT_RDWR)) }

  public var address: String { "http://127.0.0.1:\(port)" }
  public var requests: [Request] { state.withLock { $0.requests } }

  /// Replaces a file, or adds it.
  public subscript(path: String) -> File? {
    get { state.withLock { $0.files[path] } }
    set { state.withLock { $0.files[path] = newValue } }
  }

  private func answer(_ connection: Int32) {
    var text = ""
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !text.contains("\r\n\r\n") {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return }
      text += String(decoding: buffer[..<count], as: UTF8.self)
    }
    let path = String(text.split(separator: " ")[1].dropFirst())
    let start = text.firstMatch(of: /(?i)range: bytes=([0-9]+)-/).flatMap { Int($0.1) }
    let (file, refusal, length) = state.withLock { state -> (File?, Int?, Int?) in
      state.requests.append(Request(path, from: start))
      guard var file = state.files[path] else { return (nil, 404, nil) }
      if !file.refusals.isEmpty {
        defer { state.files[path] = file }
        return (nil, file.refusals.removeFirst(), nil)
      }
      let length = file.breaks.isEmpty ? nil : file.breaks.removeFirst()
      state.files[path] = file
      return (file, nil, length)
    }
    guard let file else {
      let body = Data("<html>no</html>".utf8)
      send("HTTP/1.1 \(refusal ?? 500) No\r\nContent-Length: \(body.count)\r\nConnection: close", body, to: connection)
      return
    }
    if let location = file.location {
      send(
        "HTTP/1.1 302 Found\r\nLocation: \(location)\r\nContent-Length: 0\r\nConnection: close", Data(), to: connection)
      return
    }
    let offset = file.takesRange ? start ?? 0 : 0
    guard offset < file.data.count || offset == 0 else {
      send("HTTP/1.1 416 No\r\nContent-Length: 0\r\nConnection: close", Data(), to: connection)
      return
    }
    let body = file.data.dropFirst(offset)
    let isPart = file.takesRange && start != nil
    let range = "\r\nContent-Range: bytes \(offset)-\(file.data.count - 1)/\(file.data.count)"
    send(
      "HTTP/1.1 \(isPart ? "206 Part" : "200 OK")\r\nContent-Length: \(body.count)\(isPart ? range : "")"
        + "\r\nConnection: close", body.prefix(length ?? body.count), to: connection, pause: file.pause,
      piece: file.piece)
  }

  /// Without a signal where the other side has gone.
  private func send(_ head: String, _ body: Data, to connection: Int32, pause: Double = 0, piece: Int = 1000) {
    let bytes = [UInt8](Data("\(head)\r\n\r\n".utf8) + body)
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].prefix(pause > 0 ? piece : bytes.count).withUnsafeBytes {
        Foundation.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      done += count
      if pause > 0 { usleep(UInt32(1e6 * pause)) }
    }
  }
}
