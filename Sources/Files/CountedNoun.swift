extension BinaryInteger {
  /// The number with `noun` in the right form, such as `1 thread` or `2 threads`.
  public func counted(_ noun: String) -> String { counted(noun, "\(noun)s") }

  /// The number with one of two forms of a noun, such as `1 pass` or `2 passes`.
  public func counted(_ one: String, _ several: String) -> String { "\(self) \(self == 1 ? one : several)" }
}
