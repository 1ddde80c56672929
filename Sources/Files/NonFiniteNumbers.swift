/// Numbers that may be infinite or not a number, in JSON, which knows neither: such a number is written as `null`, and
/// its words (`inf`, `-inf`, `nan`) stand under its key in the table `non_finite` beside it.
extension KeyedEncodingContainer {
  /// Writes `numbers`, and under `nonFinite` the words of those that are not finite.
  ///
  /// The table is left out where all numbers are finite.
  public mutating func encode(_ numbers: KeyValuePairs<Key, Double>, nonFinite: Key) throws {
    var words: [String: String] = [:]
    for (key, number) in numbers {
      try encode(number.isFinite ? number : nil, forKey: key)
      if !number.isFinite { words[key.stringValue] = "\(number)" }
    }
    if !words.isEmpty { try encode(words, forKey: nonFinite) }
  }
}

extension KeyedDecodingContainer {
  /// The number of `key`, by its word under `nonFinite` where it is `null`; not a number where it has none.
  public func decode(_ key: Key, nonFinite: Key) throws -> Double {
    if let number = try decodeIfPresent(Double.self, forKey: key) { return number }
    let words = try decodeIfPresent([String: String].self, forKey: nonFinite)
    return words?[key.stringValue].flatMap(Double.init) ?? .nan
  }
}
