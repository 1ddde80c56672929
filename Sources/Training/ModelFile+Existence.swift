import Files
import Foundation

extension ModelFile {
  /// Throws a `FileError` where there is no file at `path`, with the nearest name in its folder.
  ///
  /// It is asked before images are read, which may take longer than the user should wait for a misspelt name.
  public static func requireFile(_ path: String) throws {
    guard !FileManager.default.fileExists(atPath: path) else { return }
    let parts = PathParts(path)
    let names = (try? FolderNames.visible(in: parts.folder)) ?? []
    throw FileError(
      path, "no such file",
      advice: NearestName.of(parts.name, in: names.filter(isModelName)).map { "did you mean \($0)?" })
  }

  private static func isModelName(_ name: String) -> Bool {
    [".onnx", ".safetensors", ".safetensors.zst"].contains { name.lowercased().hasSuffix($0) }
  }
}
