/// Numbers in JSON that may be infinite or not a number, which JSON cannot hold. Such a number is written as `null`.
/// Its word (`inf`, `-inf` or `nan`) stands under its key in the table `non_finite` beside it.
extension KeyedEncodingContainer {
  /// Encodes `numbers`, and under `nonFinite` the words of those that are not finite.
  ///
  /// The table is left out where all numbers are finite.
  public mutating func encode(_ numbers: KeyValuePairs<Key, Double>, nonFinite: Key) throws {
    var words: [String: String] = [:]
    for (key, number) in numbers {
      try encode(number.isFinite ? number : nil, forKey: key)
      if !number.isFinite { words[key.stringValue] = "\(number.unsignedNaN)" }
    }
    if !words.isEmpty { try encode(words, forKey: nonFinite) }
  }
}

extension Double {
  /// The number itself; of what is not a number, the one that is written as `nan`. Processors set a sign on the result
  /// of 0/0, which would be written as `-nan`.
  public var unsignedNaN: Double { isNaN ? .nan : self }
}

extension KeyedDecodingContainer {
  /// Decodes the number of `key`. Where it is `null`, its word under `nonFinite` decides; without a word it is not a
  /// number.
  public func decode(_ key: Key, nonFinite: Key) throws -> Double {
    if let number = try decodeIfPresent(Double.self, forKey: key) { return number }
    let words = try decodeIfPresent([String: String].self, forKey: nonFinite)
    return words?[key.stringValue].flatMap(Double.init) ?? .nan
  }
}
