extension Collection<Int> {
  /// The product, as of a shape's axes; the largest integer where it is larger.
  public var saturatingProduct: Int {
    reduce(1) { product, factor in
      let (result, overflow) = product.multipliedReportingOverflow(by: factor)
      return overflow ? .max : result
    }
  }
}
