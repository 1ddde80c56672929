extension Collection<Int> {
  /// The product of sizes that a file states, such as those of an array.
  ///
  /// It is `nil` where a size is negative, and where `Int` cannot hold the product. Zeros count as 1 for this check, so
  /// that the order of the sizes does not matter, nor what is computed from some of them.
  public var checkedProduct: Int? {
    var product = 1
    for size in self {
      let (next, overflows) = product.multipliedReportingOverflow(by: Swift.max(1, size))
      guard size >= 0, !overflows else { return nil }
      product = next
    }
    return contains(0) ? 0 : product
  }
}
