public import Foundation

/// A file format that is often given where another one is read. Its raw value is what the user calls it.
public enum ForeignFormat: String, Sendable, CaseIterable {
  case pytorch = "a PyTorch file"
  case npz = "a NumPy archive (npz)"
  case zip = "a zip archive"
  case npy = "a NumPy array (npy)"
  case hdf5 = "an HDF5 file"
  case lfsPointer = "a Git LFS pointer"
  case pickle = "a Python pickle"
  case tar = "a tar archive"
  case gzip = "a gzip file"
  case safetensorsIndex = "a safetensors index"
  case safetensors = "a safetensors file"
  case zstd = "a zstd file"
  case onnx = "an ONNX model"
  case savedModel = "a TensorFlow SavedModel"
  case text = "a text"

  /// The format of a whole file; `nil` where it is none of these.
  public init?(_ data: Data) {
    func starts(_ bytes: [UInt8]) -> Bool { data.starts(with: bytes) }
    // A safetensors header of 640 bytes begins like a pickle, and others like other files: a length below 4 GB stands in
    // eight bytes, and a JSON object follows.
    let isSafetensors = data.dropFirst(4).starts(with: [0, 0, 0, 0, UInt8(ascii: "{")])
    let second = data.dropFirst().first ?? 0
    if isSafetensors {
      self = .safetensors
    } else if starts([0x50, 0x4B, 0x03, 0x04]) || starts([0x50, 0x4B, 0x05, 0x06]) {
      let names = Self.names(inZip: data)
      self =
        names.contains { $0.hasSuffix(".pkl") } ? .pytorch : names.contains { $0.hasSuffix(".npy") } ? .npz : .zip
    } else if starts([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .hdf5
    } else if data.starts(with: "version https://git-lfs.github.com/spec/".utf8) {
      self = .lfsPointer
    } else if data.starts(with: [0x93] + "NUMPY".utf8) {
      self = .npy
    } else if starts([0x1F, 0x8B]) {
      self = .gzip
    } else if data.dropFirst(257).starts(with: "ustar".utf8) {
      self = .tar
    } else if data.first == 0x80, (2...5).contains(second) {
      self = .pickle
    } else if data.first == UInt8(ascii: "{"), data.prefix(1 << 20).range(of: Data("\"weight_map\"".utf8)) != nil {
      self = .safetensorsIndex
    } else if starts([0x28, 0xB5, 0x2F, 0xFD]) {
      self = .zstd
    } else if starts([0x08, 0x01, 0x12]) {
      // The version of the format, which is the first of all, and then a graph.
      self = .savedModel
    } else if data.first == 0x08, (2...32).contains(second), Self.fieldsOfONNX.contains(data.dropFirst(2).first ?? 0) {
      self = .onnx
    } else if !data.isEmpty, data.prefix(512).allSatisfy({ $0 >= 0x20 && $0 != 0x7F || (0x09...0x0D).contains($0) }) {
      self = .text
    } else {
      return nil
    }
  }

  /// The first bytes of the fields that may follow the version of the format in an ONNX model.
  private static let fieldsOfONNX: Set<UInt8> = [0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42, 0x72]

  /// The names of the files in a zip archive; the first file's alone where it has no directory, as a truncated one.
  private static func names(inZip data: Data) -> [String] {
    var names: [String] = []
    let archive = ZipArchive(path: "", size: data.count) { range in
      [UInt8](data.dropFirst(range.lowerBound).prefix(range.count))
    }
    // The names in front of a damaged place count.
    try? archive.forEachRecord { names.append($0.name) }
    // A file's header has the length of its name at byte 26, and the name at byte 30.
    let header = [UInt8](data.prefix(30))
    guard names.isEmpty, header.count == 30 else { return names }
    return [String(decoding: data.dropFirst(30).prefix(Int(header[26]) | Int(header[27]) << 8), as: UTF8.self)]
  }

  /// What stands in a file in place of what was expected, for an error: the name of its format, or its first `count`
  /// bytes.
  public static func words(of data: Data, bytes count: Int) -> String {
    data.isEmpty ? "an empty file" : ForeignFormat(data)?.rawValue ?? data.prefix(count).hexadecimal
  }

  /// What the user can do about a file that holds another one, or stands for it; `nil` for all others.
  public var unwrapping: String? {
    switch self {
    case .lfsPointer: "the file itself was not fetched; run git lfs pull in its repository"
    case .tar, .zip: "unpack it, and name the file in it"
    case .gzip: "unpack it with gunzip"
    case .zstd: "unpack it with zstd -d"
    case .pytorch, .npz, .npy, .hdf5, .pickle, .safetensorsIndex, .safetensors, .onnx, .savedModel, .text: nil
    }
  }
}
