extension Checkpoint {
  /// `path` without its `.safetensors.zst` or `.safetensors`; `nil` where it ends in neither, which names no checkpoint.
  public static func stem(of path: String) -> String? {
    for ending in [".safetensors.zst", ".safetensors"] where path.hasSuffix(ending) {
      return String(path.dropLast(ending.count))
    }
    return nil
  }
}
