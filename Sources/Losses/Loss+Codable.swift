import Files

/// `{"label_smoothing": 0.1, "name": "baikal"}`.
extension Loss: Codable {
  private enum CodingKeys: String, CodingKey {
    case name
    case labelSmoothing = "label_smoothing"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let name = try container.decode(String.self, forKey: .name)
    let smoothing = try container.decodeIfPresent(Double.self, forKey: .labelSmoothing) ?? 0
    do { try self.init(parsing: name, labelSmoothing: smoothing) } catch let error as FileError {
      throw DecodingError.dataCorruptedError(
        forKey: .name, in: container, debugDescription: error.description)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(labelSmoothing, forKey: .labelSmoothing)
  }
}
