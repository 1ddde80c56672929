extension BinaryInteger {
  /// The number with `noun` in the right form, such as `1 thread` or `2 threads`.
  public func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
