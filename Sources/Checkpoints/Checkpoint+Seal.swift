import Files

extension Checkpoint {
  private static let key = "sha256"

  /// The checkpoint with a seal: the metadata `sha256` is the digest of the checkpoint without it, as safetensors.
  public var sealed: Checkpoint {
    var sealed = self
    sealed.metadata[Self.key] = contentDigest
    return sealed
  }

  /// Throws a `FileError` where the checkpoint, which `path` holds, was changed after it was sealed, or was never.
  public func requireSeal(in path: String, advice: String) throws {
    let digest = contentDigest
    guard metadata[Self.key] != digest else { return }
    throw FileError(
      path, at: "metadata \(Self.key)", "was changed after it was written", expected: metadata[Self.key] ?? "a digest",
      found: digest, advice: advice)
  }

  private var contentDigest: String {
    var plain = self
    plain.metadata[Self.key] = nil
    return Digest.sha256(plain.encoded)
  }
}
