public import Foundation

/// A file format that is often mistaken for one of those that are read here. Its raw value is what the user calls it.
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

  /// The format of a whole file; `nil` where it is none of these.
  public init?(_ data: Data) {
    func starts(_ bytes: [UInt8]) -> Bool { data.starts(with: bytes) }
    // A safetensors header of 640 bytes begins like a pickle, and others like other files: a length below 4 GB stands in
    // eight bytes, and a JSON object follows.
    if data.dropFirst(4).starts(with: [0, 0, 0, 0, UInt8(ascii: "{")]) { return nil }
    let second = data.dropFirst().first ?? 0
    if starts([0x50, 0x4B, 0x03, 0x04]) || starts([0x50, 0x4B, 0x05, 0x06]) {
      let names = ZipNames.all(in: data)
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
    } else {
      return nil
    }
  }
}
