import Files
import Foundation

/// A specification of the verification competitions: a box of inputs, and what must not happen at the outputs (VNN-LIB; Demarchi
/// et al. 2023).
///
/// Read is what the competitions use: declarations of X_i and Y_j, and assertions made of `<=`, `>=`, `and` and `or` between
/// one variable and a number, or two outputs.
public struct VNNLIB: Sendable {
  public let region: InputRegion
  public let property: OutputProperty
  public let outputs: Int

  /// Throws a `FileError` that names the place of what cannot be read.
  public init(contentsOf path: String) throws { try self.init(AtomicFile.read(path), path: path) }

  init(_ data: Data, path: String) throws {
    var reader = Reader(Array(data), path: path), box = Box(), cases: [[OutputConstraint]] = [[]]
    while let expression = try reader.next() {
      guard case .list(let parts) = expression, let head = parts.first?.word else {
        throw reader.error("not a command", expected: "(declare-const …) or (assert …)")
      }
      switch (head, parts.count) {
      case ("declare-const", 3): try box.declare(parts[1].word ?? "", reader)
      case ("assert", 2):
        guard try !box.take(parts[1], reader) else { continue }
        // What is asserted has to hold together with all before.
        let own = try Self.cases(parts[1], box, reader)
        cases = try Self.both(cases, own, reader)
      default: throw reader.error("not a command", expected: "(declare-const …) or (assert …)")
      }
    }
    region = try box.region(reader)
    outputs = box.outputs
    guard cases != [[]] else { throw reader.error("nothing is said of the outputs", expected: "an assertion on Y_0 …") }
    property = OutputProperty(cases: cases)
  }

  /// The cases in which one of `first` and one of `second` happen together.
  private static func both(
    _ first: [[OutputConstraint]], _ second: [[OutputConstraint]], _ reader: Reader
  ) throws -> [[OutputConstraint]] {
    guard first.count * second.count <= 100_000 else {
      throw reader.error("too many cases", expected: "100,000 at most")
    }
    return first.flatMap { first in second.map { first + $0 } }
  }

  /// The disjunction of conjunctions that an expression on outputs stands for.
  private static func cases(_ expression: Expression, _ box: Box, _ reader: Reader) throws -> [[OutputConstraint]] {
    guard case .list(let parts) = expression, let head = parts.first?.word else {
      throw reader.error("not an assertion", expected: "(<= a b), (>= a b), (and …) or (or …)")
    }
    switch head {
    case "and":
      return try parts.dropFirst().reduce([[]]) { try both($0, cases($1, box, reader), reader) }
    case "or": return try parts.dropFirst().flatMap { try cases($0, box, reader) }
    case "<=", ">=":
      guard parts.count == 3 else { throw reader.error("a comparison of \(parts.count - 1) terms", expected: "two") }
      let (small, large) = head == "<=" ? (parts[1], parts[2]) : (parts[2], parts[1])
      var constraint = OutputConstraint([:])
      for (term, sign) in [(large, 1.0), (small, -1.0)] {
        guard let word = term.word else { throw reader.error("a term that is no number or output", expected: "Y_0") }
        if let number = Double(word), number.isFinite {
          constraint.constant += sign * number
        } else {
          constraint.coefficients[try box.output(word, reader), default: 0] += sign
        }
      }
      return [[constraint]]
    default: throw reader.error("an unknown operation \(head)", expected: "<=, >=, and, or")
    }
  }
}

/// What a file has said of its inputs.
private struct Box {
  private var low: [Double?] = []
  private var high: [Double?] = []
  private(set) var outputs = 0

  mutating func declare(_ name: String, _ reader: Reader) throws {
    if let index = number(name, "X_"), index == low.count {
      low.append(nil)
      high.append(nil)
    } else if let index = number(name, "Y_"), index == outputs {
      outputs += 1
    } else {
      throw reader.error("\(name) is declared", expected: "X_\(low.count) or Y_\(outputs)")
    }
  }

  /// Takes a bound of an input; returns whether the expression was one.
  mutating func take(_ expression: Expression, _ reader: Reader) throws -> Bool {
    guard case .list(let parts) = expression, parts.count == 3, let head = parts[0].word, head == "<=" || head == ">=",
      let first = parts[1].word, let second = parts[2].word
    else { return false }
    let isFirst = first.hasPrefix("X_"), name = isFirst ? first : second
    guard name.hasPrefix("X_") else { return false }
    guard let index = number(name, "X_"), low.indices.contains(index) else {
      throw reader.error("\(name) was not declared", expected: "X_0 to X_\(low.count - 1)")
    }
    guard let bound = Double(isFirst ? second : first), bound.isFinite else {
      throw reader.error("a bound of \(name)", expected: "a number")
    }
    if (head == "<=") == isFirst {
      high[index] = min(high[index] ?? bound, bound)
    } else {
      low[index] = max(low[index] ?? bound, bound)
    }
    return true
  }

  func output(_ name: String, _ reader: Reader) throws -> Int {
    guard let index = number(name, "Y_"), index < outputs else {
      throw reader.error("\(name) is no output", expected: "Y_0 to Y_\(outputs - 1), or a number")
    }
    return index
  }

  func region(_ reader: Reader) throws -> InputRegion {
    for index in low.indices {
      guard let from = low[index], let to = high[index], from <= to else {
        throw reader.error("X_\(index) has no bounds", expected: "a lower and an upper one that is no smaller")
      }
    }
    return InputRegion(low: low.map { $0! }, high: high.map { $0! })
  }

  private func number(_ name: String, _ prefix: String) -> Int? {
    name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count)).flatMap { $0 >= 0 ? $0 : nil } : nil
  }
}

private enum Expression {
  case word(String)
  case list([Expression])

  var word: String? {
    if case .word(let word) = self { word } else { nil }
  }
}

/// Cuts a file into expressions.
private struct Reader {
  private let bytes: [UInt8]
  private let path: String
  private var place = 0
  private var line = 1
  /// Deeper files are no specifications.
  private static let deepest = 100

  init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  func error(_ problem: String, expected: String) -> FileError {
    FileError(path, at: "line \(line)", problem, expected: expected)
  }

  mutating func next() throws -> Expression? {
    skip()
    return place < bytes.count ? try expression(depth: 0) : nil
  }

  private mutating func expression(depth: Int) throws -> Expression {
    guard depth < Self.deepest else { throw error("brackets in brackets", expected: "\(Self.deepest) at most") }
    skip()
    guard place < bytes.count else { throw error("the file ends early", expected: ")") }
    if bytes[place] == UInt8(ascii: ")") { throw error("a bracket too many", expected: "none") }
    guard bytes[place] == UInt8(ascii: "(") else {
      let begin = place
      while place < bytes.count, !Self.ends(bytes[place]) { place += 1 }
      return .word(String(decoding: bytes[begin..<place], as: UTF8.self))
    }
    place += 1
    var parts: [Expression] = []
    while true {
      skip()
      if place < bytes.count, bytes[place] == UInt8(ascii: ")") { break }
      parts.append(try expression(depth: depth + 1))
    }
    place += 1
    return .list(parts)
  }

  private static func ends(_ byte: UInt8) -> Bool {
    byte <= UInt8(ascii: " ") || byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")") || byte == UInt8(ascii: ";")
  }

  /// Passes over white space and comments.
  private mutating func skip() {
    while place < bytes.count {
      let byte = bytes[place]
      if byte == UInt8(ascii: ";") {
        while place < bytes.count, bytes[place] != UInt8(ascii: "\n") { place += 1 }
      } else if byte <= UInt8(ascii: " ") {
        if byte == UInt8(ascii: "\n") { line += 1 }
        place += 1
      } else {
        return
      }
    }
  }
}
