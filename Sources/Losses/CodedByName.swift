import Files

/// A loss without label smoothing that is coded as its name alone, such as `"baikal"`.
@propertyWrapper
public struct CodedByName: Sendable, Equatable {
  public var wrappedValue: Loss

  public init(wrappedValue: Loss) { self.wrappedValue = wrappedValue }
}

extension CodedByName: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do { wrappedValue = try Loss(parsing: container.decode(String.self)) } catch let error as FileError {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    precondition(wrappedValue.labelSmoothing == 0, "a name says nothing of label smoothing")
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue.name)
  }
}
