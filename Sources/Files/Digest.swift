import Crypto
public import Foundation

/// SHA-256 digests, in lower-case hexadecimal.
public enum Digest {
  public static func sha256(_ data: some DataProtocol) -> String {
    SHA256.hash(data: data).map { String(format: "%02x", $0) }.joined()
  }
}
