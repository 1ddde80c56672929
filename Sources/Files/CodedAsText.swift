/// A value that is coded as the text it is read from, such as `"wrn-16-8"`.
public protocol CodedAsText: Codable {
  /// The text by which files and flags name the value.
  var text: String { get }

  /// Reads such a text. Throws a `FileError` that says what was expected.
  init(parsing text: String) throws
}

extension CodedAsText {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do { try self.init(parsing: container.decode(String.self)) } catch let error as FileError {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
