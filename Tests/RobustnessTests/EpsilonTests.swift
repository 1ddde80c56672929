import Files
import Foundation
import Testing

@testable import Robustness

@Suite("Epsilon")
struct EpsilonTests {
  @Test(
    "numbers and fractions are pixel units, kept as written",
    arguments: [
      ("8/255", 8.0 / 255, "8/255"), ("0.031", 0.031, "0.031"), ("0", 0, "0"), ("1", 1, "1"), ("255/255", 1, "255/255"),
      ("0/255", 0, "0/255"), (" 2/255 ", 2.0 / 255, "2/255"), ("1e-2", 0.01, "1e-2"), (".5", 0.5, ".5"),
    ] as [(String, Double, String)])
  func accepted(text: String, value: Double, written: String) throws {
    let epsilon = try Epsilon(parsing: text)
    #expect(epsilon.value == value)
    #expect(epsilon.description == written)
  }

  @Test("in L2 any length from 0 is one")
  func lengths() throws {
    #expect(
      try ["0", "0.5", "128/255", "3"].map { try Epsilon(parsing: $0, norm: .l2).value } == [0, 0.5, 128.0 / 255, 3])
    let error = #expect(throws: FileError.self) { try Epsilon(parsing: "-1", at: "--epsilons", norm: .l2) }
    #expect(
      error?.description
        == "--epsilons: not an attack strength; expected a number from 0, the L2 length of a change in "
        + "pixel units, such as 0.5, found -1")
    let decoded = try JSONDecoder().decode([Epsilon].self, from: Data("[\"1.5\", 2]".utf8))
    #expect(decoded.map(\.value) == [1.5, 2])
  }

  @Test("in L0 it is a count, and whole")
  func counts() throws {
    #expect(try ["0", "24", "3072"].map { try Epsilon(parsing: $0, norm: .l0).value } == [0, 24, 3072])
    for text in ["0.5", "8/255", "-1"] {
      let error = #expect(throws: FileError.self) { try Epsilon(parsing: text, norm: .l0) }
      #expect(
        error?.expected
          == "a whole number from 0, how many values may change, each one channel of one pixel, such as 24")
    }
  }

  @Test("a number is written so that it reads back the same", arguments: [0, 1, 0.1, 1.0 / 3, 1e-7])
  func number(value: Double) throws {
    let epsilon = Epsilon(value)
    #expect(epsilon.value == value)
    #expect(try Epsilon(parsing: epsilon.text) == epsilon)
  }

  @Test(
    "anything else is answered in words",
    arguments: [
      "-1", "8/0", "0/0", "256/255", "1.0001", "nan", "inf", "-inf/inf", "eight", "8/", "/255", "8/255/1", "8 255", "8",
      "8/-255", "0,031", "1/nan",
    ])
  func refused(text: String) {
    let error = #expect(throws: FileError.self) { try Epsilon(parsing: text, at: "--epsilons") }
    #expect(
      error?.description == "--epsilons: not an attack strength; expected a number from 0 to 1 in pixel units, such as "
        + "8/255 or 0.031, found \(text)" + (text == "8" ? "; did you mean 8/255?" : ""))
  }

  @Test("JSON keeps the text; a bare number is read too")
  func json() throws {
    let epsilons = try Epsilon.list(parsing: "8/255,0.031")
    let data = try JSONEncoder().encode(epsilons)
    #expect(try JSONDecoder().decode([String].self, from: data) == ["8/255", "0.031"])
    #expect(try JSONDecoder().decode([Epsilon].self, from: data) == epsilons)
    #expect(try JSONDecoder().decode([Epsilon].self, from: Data("[0.25]".utf8)).map(\.value) == [0.25])
    for refused in ["[-2]", "[\"-2\"]", "[\"8/0\"]", "[\"much\"]", "[true]"] {
      #expect(throws: DecodingError.self) { try JSONDecoder().decode([Epsilon].self, from: Data(refused.utf8)) }
    }
  }

  @Test("results hold the number and the text, which must agree; a result without the text is read")
  func written() throws {
    let epsilon = try Epsilon(parsing: "8/255"), data = try JSONEncoder().encode(WrittenEpsilon(epsilon))
    #expect(try JSONDecoder().decode(WrittenEpsilon.self, from: data).epsilon == epsilon)
    func read(_ json: String) throws -> Epsilon {
      try JSONDecoder().decode(WrittenEpsilon.self, from: Data(json.utf8)).epsilon
    }
    #expect(try read("{\"epsilon\": 0.25}") == Epsilon(0.25))
    #expect(throws: DecodingError.self) { try read("{\"epsilon\": 0.25, \"epsilon_text\": \"8/255\"}") }
  }
}
