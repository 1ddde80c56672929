/// The draws of a random network's noise that its answer is the mean of.
///
/// A network without noise answers alike in each, and makes one pass.
public struct Draws: Sendable, Hashable {
  public var count: Int
  public var first: UInt64

  public init(count: Int = 1, first: UInt64 = 0) {
    precondition(count >= 1)
    self.count = count
    self.first = first
  }

  var all: Range<UInt64> { first..<first + UInt64(count) }
}
