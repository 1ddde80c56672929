/// The facts about a file that `checkpoint inspect` prints.
public struct CheckpointSummary: Sendable, Codable, Equatable {
  public var file: String
  /// The number of bytes on disk.
  public var storedBytes: Int
  /// The number of safetensors bytes, which is larger where the file is compressed.
  public var bytes: Int
  /// The number of values in all tensors.
  public var parameters: Int
  public var tensors: [Tensor]
  public var metadata: [String: String]

  public struct Tensor: Sendable, Codable, Equatable {
    public var name: String
    public var shape: [Int]
    public var dtype: String
  }

  enum CodingKeys: String, CodingKey {
    case file, bytes, parameters, tensors, metadata
    case storedBytes = "stored_bytes"
  }

  /// Reads the header of the file. Throws as `Checkpoint.read` does.
  public init(path: String) throws {
    let content = try Checkpoint.content(of: path)
    let layout = try SafetensorsLayout(content.bytes, path: path)
    file = path
    storedBytes = content.stored
    bytes = content.bytes.count
    tensors = layout.entries.map { Tensor(name: $0.name, shape: $0.shape, dtype: $0.dtype) }
    parameters = tensors.map { $0.shape.reduce(1, *) }.reduce(0, +)
    metadata = layout.metadata
  }
}
