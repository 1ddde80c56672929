import Files
import Foundation

/// The numbers that a user wrote behind a loss's name and a colon.
public struct LossParameters: Sendable {
  /// The whole text, with which errors begin.
  let text: String
  let name: LossName
  /// The texts between the commas; this is `nil` without a colon.
  let fields: [String]?

  init(_ fields: Substring?, of name: LossName, in text: String) {
    self.text = text
    self.name = name
    self.fields = fields?.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// Refuses any number.
  public func requireNone() throws {
    guard fields == nil else {
      throw FileError(text, "\(name.rawValue) takes no numbers", expected: name.usage)
    }
  }

  /// This reads all numbers, however many there are; `symbol` names the number at a place.
  public func numbers(_ symbol: (Int) -> String) throws -> [Double] {
    guard let fields, fields != [""] else { return [] }
    return try fields.enumerated().map { index, field in
      guard let number = Double(field), number.isFinite else {
        throw FileError(text, at: symbol(index), "not a finite number", found: "\"\(field)\"")
      }
      return number
    }
  }

  /// This reads the only number, which the formulas call `symbol` and which is at least `least`; where there is none it is
  /// `usual`, if that is given.
  public func number(_ symbol: String, from least: Double, usual: Double? = nil) throws -> Double {
    if fields == nil, let usual { return usual }
    let numbers = try numbers { _ in symbol }
    guard numbers.count == 1 else {
      throw FileError(
        text, "\(name.rawValue) takes one number", expected: name.usage,
        found: numbers.isEmpty ? "none" : "\(numbers.count)")
    }
    guard numbers[0] >= least else {
      throw FileError(
        text, at: symbol, "out of range", expected: "a number from \(Self.shortest(least))",
        found: Self.shortest(numbers[0]))
    }
    return numbers[0]
  }

  /// The fewest decimals that read back as the same number.
  static func shortest(_ number: Double) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
