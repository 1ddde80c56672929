/// A result as it lies in a JSON file: beside its own keys are `made_from`, all that decided it, and `sha256`, the seal.
public struct ResultFile<Value: Codable>: Codable {
  public var value: Value
  public var madeFrom: Identity

  public init(_ value: Value, madeFrom: Identity) {
    self.value = value
    self.madeFrom = madeFrom
  }

  private enum CodingKeys: String, CodingKey { case madeFrom = "made_from" }

  public init(from decoder: any Decoder) throws {
    value = try Value(from: decoder)
    madeFrom = try decoder.container(keyedBy: CodingKeys.self).decode(Identity.self, forKey: .madeFrom)
  }

  public func encode(to encoder: any Encoder) throws {
    try value.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(madeFrom, forKey: .madeFrom)
  }

  public func write(to path: String) throws { try AtomicFile.write(Seal.encode(self), to: path) }

  /// The result that `path` holds, which must be made from `identity` and be as it was written.
  ///
  /// Throws a `FileError` that names the first value by which it was made from something else.
  public static func read(_ path: String, madeFrom identity: Identity, advice: String) throws -> Value {
    let data = try AtomicFile.read(path)
    try Seal.verify(data, path: path, advice: advice)
    let file = try StableJSON.decode(Self.self, from: data, path: path)
    try identity.require(file.madeFrom, in: path, else: "was made from something else", advice: advice)
    return file.value
  }
}
