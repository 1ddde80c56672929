extension Checkpoint {
  /// The path without its ending `.safetensors.zst` or `.safetensors`; `nil` where it has neither and thus names no
  /// checkpoint.
  public static func stem(of path: String) -> String? {
    for ending in [".safetensors.zst", ".safetensors"] where path.hasSuffix(ending) {
      return String(path.dropLast(ending.count))
    }
    return nil
  }
}
