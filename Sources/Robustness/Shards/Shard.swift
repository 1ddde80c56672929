public import Files

/// One part of an audit's images, of several that different machines attack: `2/3` is the second of three.
///
/// Part i of n has the images i, i + n, i + 2n, … in the order of the audit, counted from 1, so that all parts have the
/// same mix of classes.
public struct Shard: Sendable, Hashable {
  /// Counted from 1.
  public let number: Int
  public let count: Int

  /// The largest count.
  public static let most = 100_000

  /// Throws a `FileError` where `text` is none.
  public init(parsing text: String) throws {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1], (1...Self.most).contains(count),
      (1...count).contains(number)
    else {
      throw FileError(
        "--shard", "not a shard", expected: "i/n with i from 1 to n, such as 2/3 for the second of three parts",
        found: text)
    }
    self.init(number, of: count)
  }

  init(_ number: Int, of count: Int) {
    self.number = number
    self.count = count
  }

  /// The places of its images among `total`.
  func places(of total: Int) -> [Int] { Array(stride(from: number - 1, to: total, by: count)) }

  /// The lists of all shards, in their order, as one list in the order of the images.
  static func joined<Element>(_ lists: [[Element]]) -> [Element] {
    let total = lists.reduce(0) { $0 + $1.count }
    return (0..<total).map { lists[$0 % lists.count][$0 / lists.count] }
  }
}

extension Shard: CodedAsText, CustomStringConvertible {
  public var text: String { "\(number)/\(count)" }
  public var description: String { text }
}
