import Files
import Foundation

/// An attack strength: the largest change, in pixel units [0, 1]; of one pixel in L∞, of the image in L2 and L1. In L0 it is how many values change.
public struct Epsilon: Sendable, Hashable, Codable, CustomStringConvertible {
  public let value: Double
  /// As the user wrote it: `8/255` or `0.031`.
  public let text: String

  public var description: String { text }

  /// Throws a `FileError` unless the text is a number or a fraction from 0, in L∞ up to 1 and in L0 whole.
  public init(parsing text: String, at place: String = "ε", norm: Norm = .linf) throws {
    let trimmed = text.trimmingCharacters(in: .whitespaces)
    let parts = trimmed.split(separator: "/", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0) }
    let value: Double? =
      switch (parts.count, numbers.count) {
      case (1, 1): numbers[0]
      case (2, 2) where numbers[1] != 0: numbers[0] / numbers[1]
      default: nil
      }
    guard let value, value.isFinite, value >= 0, value <= 1 || norm != .linf,
      value == value.rounded() || norm != .l0
    else {
      throw FileError(
        place, "not an attack strength",
        expected: norm.strengths, found: trimmed.isEmpty ? "nothing" : trimmed,
        // Publications count the 255 steps of a byte, and leave the 255 out.
        advice: norm == .linf && parts.count == 1 && value.map { (2...255).contains($0) && $0 == $0.rounded() } == true
          ? "did you mean \(trimmed)/255?" : nil)
    }
    self.value = value
    self.text = trimmed
  }

  init(value: Double, text: String) {
    self.value = value
    self.text = text
  }

  /// `value` is in [0, 1].
  public init(_ value: Double) {
    precondition((0...1).contains(value))
    self.value = value
    text = "\(value)"
  }

  /// The coding does not say the norm, so every length that L2 takes is read.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      let text = try? container.decode(String.self)
      try self.init(parsing: text ?? "\(container.decode(Double.self))", norm: .l2)
    } catch let error as FileError {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// A strength as results hold it: its value as a number, for programs, and as it was written, for people.
///
/// `{"epsilon": 0.03137254901960784, "epsilon_text": "8/255"}`, among the keys of what has the strength. A result without
/// the text is read too.
struct WrittenEpsilon: Codable {
  let epsilon: Epsilon

  init(_ epsilon: Epsilon) { self.epsilon = epsilon }

  private enum CodingKeys: String, CodingKey {
    case epsilon
    case text = "epsilon_text"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let number = try container.decode(Epsilon.self, forKey: .epsilon)
    epsilon = try container.decodeIfPresent(Epsilon.self, forKey: .text) ?? number
    guard epsilon.value == number.value else {
      throw DecodingError.dataCorruptedError(
        forKey: .text, in: container, debugDescription: "\(epsilon.text) is not \(number.text)")
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(epsilon.value, forKey: .epsilon)
    try container.encode(epsilon.text, forKey: .text)
  }
}
