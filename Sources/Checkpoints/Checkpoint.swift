import Files
import Foundation
public import Tensors

/// Named tensors with text metadata: the content of a safetensors file, which may be in one zstd frame. It knows no
/// networks.
public struct Checkpoint: Sendable, Equatable {
  public var tensors: [NamedTensor]
  public var metadata: [String: String]
  /// Tensors of types that are none of weights, which were not read.
  public internal(set) var others: [OtherTensor] = []
  /// The names of tensors that were float64 and were rounded.
  public internal(set) var rounded: Set<String> = []

  /// A tensor whose numbers were not read.
  public struct OtherTensor: Sendable, Equatable {
    public let name: String
    public let shape: [Int]
    /// As safetensors calls it, such as `I64`.
    public let type: String
  }

  public init(tensors: [NamedTensor], metadata: [String: String]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// Writes the checkpoint to `path`, whole or not at all. The name decides: `.safetensors.zst` is compressed,
  /// `.safetensors` is plain. The bytes depend on the content alone.
  public func write(to path: String) throws {
    try Self.write(encoded, to: path)
  }

  /// Writes the safetensors bytes of `input` to `output`, compressed or plain as the name of `output` says.
  ///
  /// The bytes are checked and not rewritten. Tensors of any type, their order and the metadata stay as they are.
  public static func convert(_ input: String, to output: String) throws {
    let bytes = try content(of: input).bytes
    _ = try SafetensorsLayout(bytes, path: input)
    try write(bytes, to: output)
  }

  private static func write(_ bytes: @autoclosure () -> Data, to path: String) throws {
    if path.hasSuffix(".safetensors.zst") {
      try AtomicFile.write(ZstdFrame.compress(bytes(), path: path), to: path)
    } else if path.hasSuffix(".safetensors") {
      try AtomicFile.write(bytes(), to: path)
    } else {
      throw FileError(
        path, "not a name for a checkpoint", expected: "a name ending in .safetensors.zst or .safetensors")
    }
  }

  /// Reads and verifies a checkpoint. Its first bytes say whether it is compressed.
  ///
  /// Throws a `FileError` that names the byte or the tensor where the file is not whole.
  public static func read(_ path: String) throws -> Checkpoint {
    try Checkpoint(decoding: try content(of: path).bytes, path: path)
  }

  /// The safetensors bytes of a file, and the size of the file.
  static func content(of path: String) throws -> (bytes: Data, stored: Int) {
    let stored = try AtomicFile.read(path)
    if ZstdFrame.isCompressed(stored) {
      let content = try ZstdFrame.decompress(stored, path: path) { soFar in
        // The header says how long the file is: what is behind it is judged before more is decompressed.
        if let foreign = ForeignFormat(soFar), foreign != .safetensors { throw foreign.refusal(path) }
        return try SafetensorsLayout.size(soFar, path: path)
      }
      return (content, stored.count)
    }
    if let foreign = ForeignFormat(stored), foreign != .safetensors { throw foreign.refusal(path) }
    if path.hasSuffix(".zst") {
      throw FileError(
        path, at: "byte 0", "not a zstd frame", expected: "magic number 28 b5 2f fd",
        found: stored.prefix(4).hexadecimal)
    }
    return (stored, stored.count)
  }
}
