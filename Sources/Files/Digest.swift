import CCrypto
public import Foundation

/// Digests in lower-case hexadecimal: SHA-256, and MD5 for files whose makers publish MD5.
public enum Digest {
  public static func sha256(_ data: some DataProtocol) -> String { sha256(parts: CollectionOfOne(data)) }

  /// The SHA-256 of all parts one after the other. They are not joined in memory.
  public static func sha256(parts: some Sequence<some DataProtocol>) -> String {
    let hash = Hash(EVP_sha256())
    for part in parts { for region in part.regions { region.withUnsafeBytes(hash.update) } }
    return hash.finish()
  }

  /// The MD5 of a file, which is read piece by piece. It finds damage, but no malice. `tick` is called between pieces.
  public static func md5(ofFile path: String, tick: () throws -> Void = {}) throws -> String {
    let hash = Hash(EVP_md5())
    try FileBlocks.forEach(of: path, size: FileBlocks.size(of: path), block: 1 << 20) { _, bytes in
      try tick()
      hash.update(UnsafeRawBufferPointer(bytes))
    }
    return hash.finish()
  }
}

/// A digest that OpenSSL's libcrypto is computing.
private final class Hash {
  private let context: OpaquePointer

  /// Starts a digest. It can fail only for lack of memory, or where the system's policy forbids the algorithm.
  init(_ algorithm: OpaquePointer?) {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, algorithm, nil) == 1 else {
      fatalError("libcrypto cannot begin a digest")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  func update(_ bytes: UnsafeRawBufferPointer) {
    guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
      fatalError("libcrypto cannot go on with a digest")
    }
  }

  func finish() -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE)), count: UInt32 = 0
    guard EVP_DigestFinal_ex(context, &digest, &count) == 1 else { fatalError("libcrypto cannot end a digest") }
    return digest.prefix(Int(count)).map { String(format: "%02x", $0) }.joined()
  }
}
