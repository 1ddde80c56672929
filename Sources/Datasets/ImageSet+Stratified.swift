import Tensors

extension ImageSet {
  /// The seed of every part that must be the same in all studies and searches of a data set.
  public static let sharedSeed: UInt64 = 1

  /// `count` of the images in their order, or all where there are not more.
  ///
  /// Each class gives images in proportion to its size, so that data in the order of their classes lose no class.
  /// `seed` chooses which images of a class are taken.
  public func stratified(_ count: Int, seed: UInt64) -> ImageSet {
    count >= self.count
      ? self
      : subset(ValidationSplit.stratified(labels: labels, count: count, seed: seed, purpose: .subset).sorted())
  }
}
