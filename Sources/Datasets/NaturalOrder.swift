/// The order of names in which numbers count as numbers: `2` comes before `10`.
public enum NaturalOrder {
  /// The place of each name in natural order; `nil` where the names are in this order already.
  public static func places(of names: [String]) -> [Int]? {
    let keys = names.map { parts(of: $0) }
    let order = names.indices.sorted { precedes(keys[$0], keys[$1]) }
    guard order != Array(names.indices) else { return nil }
    var places = [Int](repeating: 0, count: names.count)
    for (place, index) in order.enumerated() { places[index] = place }
    return places
  }

  /// Runs of digits without their leading zeros, and the bytes between them.
  private static func parts(of name: String) -> [[UInt8]] {
    var parts: [[UInt8]] = []
    for byte in name.utf8 {
      if let last = parts.last?.first, isDigit(last) == isDigit(byte) {
        parts[parts.count - 1].append(byte)
      } else {
        parts.append([byte])
      }
    }
    return parts.map { part in
      guard isDigit(part[0]) else { return part }
      let number = part.drop { $0 == UInt8(ascii: "0") }
      return number.isEmpty ? [UInt8(ascii: "0")] : Array(number)
    }
  }

  private static func precedes(_ a: [[UInt8]], _ b: [[UInt8]]) -> Bool {
    for (x, y) in zip(a, b) where x != y {
      // Of two numbers without leading zeros the longer is the larger.
      if isDigit(x[0]), isDigit(y[0]), x.count != y.count { return x.count < y.count }
      return x.lexicographicallyPrecedes(y)
    }
    return a.count < b.count
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
