public import Foundation

/// JSON whose bytes depend on the value alone: sorted keys, no escaped slashes, a newline at the end.
public enum StableJSON {
  /// Non-finite numbers must have been replaced by `null` before (see `Finite`); they are an encoding error here.
  public static func encode(_ value: some Encodable, pretty: Bool = true) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting =
      pretty ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value) + Data("\n".utf8)
  }

  /// Decodes, turning a decoding error into one that names the file and the key.
  public static func decode<Value: Decodable>(_ type: Value.Type, from data: Data, path: String) throws -> Value {
    do { return try JSONDecoder().decode(type, from: data) } catch let error as DecodingError {
      let (context, what): (DecodingError.Context, String) =
        switch error {
        case .typeMismatch(let type, let context): (context, "not a \(type)")
        case .valueNotFound(_, let context): (context, "no value")
        case .keyNotFound(let key, let context): (context, "the key \(key.stringValue) is missing")
        case .dataCorrupted(let context): (context, context.debugDescription)
        @unknown default: (.init(codingPath: [], debugDescription: ""), "cannot be decoded")
        }
      let place = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw FileError(path, at: place.isEmpty ? nil : place, "not the JSON expected here: \(what)")
    }
  }
}
