import Files

/// A loss with its label smoothing is coded as `{"label_smoothing": 0.1, "name": "baikal"}`.
extension Loss: Codable {
  private enum CodingKeys: String, CodingKey {
    case name
    case labelSmoothing = "label_smoothing"
  }

  public init(from decoder: any Decoder) throws {
    self = try decoder.container(keyedBy: CodingKeys.self).decodeLoss(name: .name, labelSmoothing: .labelSmoothing)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(self, name: .name, labelSmoothing: .labelSmoothing)
  }
}

extension KeyedDecodingContainer {
  /// Decodes a loss from its name and its label smoothing, which is 0 where its key is absent.
  public func decodeLoss(name: Key, labelSmoothing: Key) throws -> Loss {
    let text = try decode(String.self, forKey: name)
    let smoothing = try decodeIfPresent(Double.self, forKey: labelSmoothing) ?? 0
    do { return try Loss(parsing: text, labelSmoothing: smoothing) } catch let error as FileError {
      throw DecodingError.dataCorruptedError(forKey: name, in: self, debugDescription: error.description)
    }
  }
}

extension KeyedEncodingContainer {
  /// Encodes a loss as its name and its label smoothing.
  public mutating func encode(_ loss: Loss, name: Key, labelSmoothing: Key) throws {
    try encode(loss.name, forKey: name)
    try encode(loss.labelSmoothing, forKey: labelSmoothing)
  }
}
