import Crypto
public import Foundation

/// Digests in lower-case hexadecimal: SHA-256, and MD5 for files whose makers publish that.
public enum Digest {
  public static func sha256(_ data: some DataProtocol) -> String { sha256(parts: CollectionOfOne(data)) }

  /// Of all parts one after the other, without joining them in memory.
  public static func sha256(parts: some Sequence<some DataProtocol>) -> String {
    var hash = SHA256()
    for part in parts { hash.update(data: part) }
    return hexadecimal(hash.finalize())
  }

  /// MD5, read piece by piece; it tells damage, and not malice. `tick` is called between pieces.
  public static func md5(ofFile path: String, tick: () throws -> Void = {}) throws -> String {
    var hash = Insecure.MD5()
    try FileBlocks.forEach(of: path, size: FileBlocks.size(of: path), block: 1 << 20) { _, bytes in
      try tick()
      hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
    }
    return hexadecimal(hash.finalize())
  }

  private static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
    digest.map { String(format: "%02x", $0) }.joined()
  }
}
