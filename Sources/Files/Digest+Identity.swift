extension Digest {
  /// The digest of all that decides a result, by name: it tells one piece of work from another.
  ///
  /// It is the SHA-256 of the parts' stable JSON. A part that is `nil` is left out, so that a part which is added later
  /// leaves the identity of all work without it as it was.
  public static func identity(_ parts: [String: (any Encodable)?]) throws -> String {
    sha256(try StableJSON.encode(parts.compactMapValues { $0.map(Part.init) }))
  }

  private struct Part: Encodable {
    let value: any Encodable

    func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
  }
}
