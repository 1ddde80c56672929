public import Foundation

/// JSON whose bytes depend on the value alone. It has sorted keys, no escaped slashes, and a newline at the end.
public enum StableJSON {
  /// Encodes a value. Throws where a number is not finite: such numbers must have been replaced by `null` before.
  public static func encode(_ value: some Encodable, pretty: Bool = true) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting =
      pretty ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value) + Data("\n".utf8)
  }

  /// Decodes a value. Throws a `FileError` that names the file and the key.
  public static func decode<Value: Decodable>(_ type: Value.Type, from data: Data, path: String) throws -> Value {
    do { return try JSONDecoder().decode(type, from: data) } catch let error as DecodingError {
      let (context, what): (DecodingError.Context, String) =
        switch error {
        case .typeMismatch(let type, let context): (context, "not \(words(for: type))")
        case .valueNotFound(_, let context): (context, "no value")
        case .keyNotFound(let key, let context): (context, "the key \(key.stringValue) is missing")
        case .dataCorrupted(let context): (context, detail(context, data))
        @unknown default: (.init(codingPath: [], debugDescription: ""), "cannot be decoded")
        }
      let place = context.codingPath.reduce("") { path, key in
        key.intValue.map { "\(path)[\($0)]" } ?? (path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)")
      }
      throw FileError(path, at: place.isEmpty ? nil : place, "not the JSON expected here: \(what)")
    }
  }

  /// What is wrong with data that cannot be decoded. On Linux the decoder calls a syntax error and a number that does
  /// not fit its type alike "not valid JSON", without a place. The other parser tells them apart and names the place.
  private static func detail(_ context: DecodingError.Context, _ data: Data) -> String {
    guard context.debugDescription.hasPrefix("The given data was not valid JSON") else {
      return context.debugDescription
    }
    do {
      _ = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
      return "a number has a fraction where whole numbers are kept, or is too large"
    } catch {
      let detail = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String
      return (detail ?? context.debugDescription).trimmingCharacters(in: ["."])
    }
  }

  /// The word for a Swift type that the author of a file understands.
  private static func words(for type: Any.Type) -> String {
    switch type {
    case is String.Type: "a text"
    case is Bool.Type: "true or false"
    case is any FixedWidthInteger.Type: "a whole number"
    case is any BinaryFloatingPoint.Type: "a number"
    case is any Collection.Type: type is [Any].Type ? "a list" : "a table"
    default: "a \(type)"
    }
  }
}
