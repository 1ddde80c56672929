extension Rule where Value == Int {
  public static func whole(_ range: ClosedRange<Int>) -> Rule {
    let end = range.upperBound == .max ? "" : " to \(range.upperBound)"
    return Rule("a whole number from \(range.lowerBound)\(end)", placeholder: "n") { word in
      Int(word).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// The rule of a setting that 0 turns off.
  public var zeroForNone: Rule<Int?> {
    map {
      $0 == 0 ? nil : $0
    } back: {
      $0 ?? 0
    }
  }
}

extension Rule where Value == UInt64 {
  public static var seed: Rule { Rule("a whole number from 0", placeholder: "n") { UInt64($0) } }
}

extension Rule where Value == Double {
  public static func above(_ bound: Int) -> Rule { number("above \(bound)") { $0 > Double(bound) } }

  public static func from(_ bound: Int) -> Rule { number("from \(bound)") { $0 >= Double(bound) } }

  public static func from(_ lower: Int, to upper: Int) -> Rule {
    number("from \(lower) to \(upper)") { $0 >= Double(lower) && $0 <= Double(upper) }
  }

  public static func from(_ lower: Int, below upper: Int) -> Rule {
    number("from \(lower), below \(upper)") { $0 >= Double(lower) && $0 < Double(upper) }
  }

  private static func number(_ range: String, _ isValid: @escaping @Sendable (Double) -> Bool) -> Rule {
    Rule("a number \(range)", placeholder: "x", text: plain) { word in
      Double(word).flatMap { $0.isFinite && isValid($0) ? $0 : nil }
    }
  }

}

/// 1 rather than 1.0.
private func plain(_ number: Double) -> String {
  let text = "\(number)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

extension Rule where Value == ClosedRange<Double> {
  /// `[-1, 1]` in a file, `-1:1` on a command line.
  public static var interval: Rule {
    let expected = "two numbers, the smaller first"
    return Rule(
      expected, placeholder: "first:last", text: { "\($0.lowerBound):\($0.upperBound)" },
      elements: { [plain($0.lowerBound), plain($0.upperBound)] }
    ) { text in
      let words = text.words(cutAt: ":"), ends = words.compactMap { Double($0) }
      guard words.count == 2, ends.count == 2, ends.allSatisfy(\.isFinite), ends[0] < ends[1] else {
        throw SettingError(expected: expected, found: words.joined(separator: ":"))
      }
      return ends[0]...ends[1]
    }
  }
}
