import Crypto
public import Foundation

/// SHA-256 digests, in lower-case hexadecimal.
public enum Digest {
  public static func sha256(_ data: some DataProtocol) -> String { sha256(parts: CollectionOfOne(data)) }

  /// Of all parts one after the other, without joining them in memory.
  public static func sha256(parts: some Sequence<some DataProtocol>) -> String {
    var hash = SHA256()
    for part in parts { hash.update(data: part) }
    return hash.finalize().map { String(format: "%02x", $0) }.joined()
  }
}
