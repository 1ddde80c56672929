import Files
import Testing

@testable import Settings

@Suite("Rules of settings")
struct RuleTests {
  enum Colour: String, CaseIterable, Sendable { case red, green }

  static func refusal<Value>(_ rule: Rule<Value>, _ text: SettingText) -> String? {
    let error = #expect(throws: SettingError.self) { try rule.read(text) }
    return error?.description
  }

  @Test(
    "a whole number is within its range",
    arguments: [
      (0...100, "1000", "expected a whole number from 0 to 100, found 1000"),
      (1...Int.max, "0", "expected a whole number from 1, found 0"),
      (0...100, "-1", "expected a whole number from 0 to 100, found -1"),
      (0...100, "1.5", "expected a whole number from 0 to 100, found 1.5"),
      (0...100, "", "expected a whole number from 0 to 100, found nothing"),
    ])
  func whole(range: ClosedRange<Int>, word: String, message: String) throws {
    #expect(Self.refusal(.whole(range), .word(word)) == message)
    #expect(try Rule.whole(range).read(.word("\(range.lowerBound)")) == range.lowerBound)
    #expect(try Rule.whole(range).read(.word("\(range.upperBound)")) == range.upperBound)
  }

  @Test(
    "a number is within its bounds, and finite",
    arguments: [
      (Rule.above(0), ["1e-9", "3"], ["0", "-1", "inf", "nan", "x"], "a number above 0"),
      (.from(0), ["0", "3"], ["-1e-9", "inf"], "a number from 0"),
      (.from(0, to: 1), ["0", "1"], ["-0.1", "1.1"], "a number from 0 to 1"),
      (.from(0, below: 1), ["0", "0.999"], ["1", "-0.1"], "a number from 0, below 1"),
    ])
  func number(rule: Rule<Double>, good: [String], bad: [String], expected: String) throws {
    for word in good { #expect(try rule.read(.word(word)) == Double(word)) }
    for word in bad { #expect(Self.refusal(rule, .word(word)) == "expected \(expected), found \(word)") }
    #expect(Self.refusal(rule, .list(["1"])) == "expected \(expected), found a list")
  }

  @Test("a choice is told by its nearest name")
  func choice() throws {
    #expect(try Rule<Colour>.choice.read(.word("green")) == .green)
    #expect(
      Self.refusal(Rule<Colour>.choice, .word("geren"))
        == "expected one of red, green, found geren; did you mean green?")
  }

  @Test("an interval is a list of a file, or a word of a command line")
  func interval() throws {
    #expect(try Rule.interval.read(.list(["-1", "0.5"])) == -1...0.5)
    #expect(try Rule.interval.read(.word("-1:0.5")) == -1...0.5)
    for word in ["1:-1", "1", "0:1:2", "a:b", "0:inf"] {
      #expect(Self.refusal(.interval, .word(word)) == "expected two numbers, the smaller first, found \(word)")
    }
  }

  @Test("a list has at least one value, unless a word stands for none")
  func lists() throws {
    let colours = Rule<[Colour]>.list(of: .choice, named: "some colours")
    #expect(try colours.read(.word("red,green")) == [.red, .green] && colours.read(.list(["green"])) == [.green])
    #expect(Self.refusal(colours, .list([])) == "expected some colours, found an empty list")
    #expect(Self.refusal(colours, .word("red,blue")) == "expected one of red, green, found blue")
    #expect(Self.refusal(colours, .word("red,")) == "expected one of red, green, found nothing")
    let numbers = Rule<[Int]>.list(of: .whole(1...9), named: "numbers", none: "none")
    #expect(try numbers.read(.word("none")) == [] && numbers.read(.list([])) == [])
    #expect(numbers.text([]) == "none" && numbers.text([1, 2]) == "1,2")
  }

  @Test("0 turns a setting off where it may")
  func zeroForNone() throws {
    let rule = Rule.whole(0...9).zeroForNone
    #expect(try rule.read(.word("0")) == nil && rule.read(.word("3")) == 3 && rule.text(nil) == "0")
  }

  @Test("a parser's own error is told of the word")
  func parsers() {
    func refusal(_ error: FileError) -> String? {
      Self.refusal(Rule<Int>("a thing", placeholder: "thing") { _ in throw error }, .word("w"))
    }
    #expect(refusal(FileError("w", "unknown", expected: "x, y", advice: "look")) == "expected x, y, found w; look")
    #expect(refusal(FileError("w", at: "λ0", "not finite")) == "expected a thing, found w; λ0: not finite")
  }
}
