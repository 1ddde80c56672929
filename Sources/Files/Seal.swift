public import Foundation

/// A seal of a JSON file: the key `sha256` of its object has the digest of the file, with zeros for the digits of that
/// digest.
///
/// It tells a file that was changed after it was written from one that was not. It is no defence against somebody who
/// seals the file again.
public enum Seal {
  private static let blank = String(repeating: "0", count: 64)
  private static let start = Data("\n  \"sha256\" : \"".utf8)

  /// The stable JSON of `value`, which is coded as a table, with its seal.
  public static func encode(_ value: some Encodable) throws -> Data {
    var data = try StableJSON.encode(Sealed(value: value, sha256: blank))
    guard let place = place(in: data) else { preconditionFailure("a sealed value is coded as a table") }
    data.replaceSubrange(place, with: Data(Digest.sha256(data).utf8))
    return data
  }

  /// Throws a `FileError` where `data` of `path` has no seal, or was changed after it was sealed.
  ///
  /// What is no JSON at all passes: whoever decodes it can say more.
  public static func verify(_ data: Data, path: String, advice: String) throws {
    guard (try? JSONSerialization.jsonObject(with: data)) != nil else { return }
    guard let place = place(in: data) else {
      throw FileError(
        path, "does not say what it was made from, as files of versions before 0.2.0", expected: "the key sha256",
        found: "none", advice: advice)
    }
    var blanked = data
    blanked.replaceSubrange(place, with: Data(blank.utf8))
    let digest = Digest.sha256(blanked), sealed = String(decoding: data[place], as: UTF8.self)
    guard digest == sealed else {
      throw FileError(
        path, at: "sha256", "was changed after it was written", expected: sealed, found: digest, advice: advice)
    }
  }

  /// The digits of the seal: keys of the outermost table alone are indented by two spaces.
  private static func place(in data: Data) -> Range<Data.Index>? {
    guard let key = data.range(of: start), data.endIndex - key.upperBound >= blank.utf8.count else { return nil }
    return key.upperBound..<key.upperBound + blank.utf8.count
  }

  private struct Sealed<Value: Encodable>: Encodable {
    let value: Value
    let sha256: String

    private enum CodingKeys: CodingKey { case sha256 }

    func encode(to encoder: any Encoder) throws {
      try value.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(sha256, forKey: .sha256)
    }
  }
}
