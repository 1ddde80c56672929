import Files

extension ImageSet {
  /// The SHA-256 of all pixels and then all labels, in hexadecimal.
  public var digest: String { Digest.sha256(parts: parts) }

  /// The bytes of all pixels and then all labels, piece by piece. Joined, they would be a copy of the set.
  var parts: some Sequence<ArraySlice<UInt8>> {
    (0...count).lazy.map { $0 < count ? pixels(of: $0) : labels[...] }
  }
}
