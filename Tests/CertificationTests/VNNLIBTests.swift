import Files
import Foundation
import Testing

@testable import Certification

@Suite("VNN-LIB specifications")
struct VNNLIBTests {
  private static let head = """
    ; a comment (with brackets
    (declare-const X_0 Real) (declare-const X_1 Real)
    (declare-const Y_0 Real)
    (declare-const Y_1 Real)
    (assert (<= X_0 0.5)) (assert (>= X_0 -1e-1))
    (assert (>= 2.0 X_1))
    (assert (<= 0 X_1))

    """

  private static func read(_ text: String) throws -> VNNLIB { try VNNLIB(Data((head + text).utf8), path: "s.vnnlib") }

  @Test("are a box and cases of constraints")
  func cases() throws {
    let found = try Self.read("(assert (or (and (>= Y_1 Y_0)) (and (<= Y_0 0.25) (>= Y_1 -3))))")
    #expect(found.region == InputRegion(low: [-0.1, 0], high: [0.5, 2]) && found.outputs == 2)
    #expect(
      found.property.cases == [
        [OutputConstraint([1: 1, 0: -1])],
        [OutputConstraint([0: -1], constant: 0.25), OutputConstraint([1: 1], constant: 3)],
      ])
  }

  @Test("whose assertions stand one after the other need all of them")
  func conjunction() throws {
    let found = try Self.read("(assert (>= Y_0 Y_1))\n(assert (or (>= Y_0 1) (>= Y_1 2)))")
    let first = OutputConstraint([0: 1, 1: -1])
    #expect(
      found.property.cases == [
        [first, OutputConstraint([0: 1], constant: -1)], [first, OutputConstraint([1: 1], constant: -2)],
      ])
  }

  @Test(
    "that cannot be read are told by line",
    arguments: [
      ("(assert (>= Y_2 Y_0))", "line 8: Y_2 is no output; expected Y_0 to Y_1, or a number"),
      ("\n(assert (<= X_7 1))", "line 9: X_7 was not declared"),
      ("(assert (not (>= Y_1 Y_0)))", "line 8: an unknown operation not"),
      ("(assert (>= Y_1 Y_0)", "the file ends early"),
      ("(assert (>= Y_1 Y_0)))", "a bracket too many"),
      ("(check-sat)", "not a command"),
      ("(declare-const X_4 Real)", "X_4 is declared; expected X_2 or Y_2"),
      ("", "nothing is said of the outputs"),
      (
        "(assert (and \(String(repeating: "(or (>= Y_0 Y_1) (<= Y_0 1)) ", count: 40))))",
        "too many cases; expected 100,000 at most"
      ),
      ("(assert (<= X_0 -2)) (assert (>= Y_0 Y_1))", "X_0 has no bounds"),
    ])
  func errors(text: String, message: String) {
    let error = #expect(throws: FileError.self) { try Self.read(text) }
    #expect("\(error!)".contains(message), "\(error!)")
  }

  @Test("an answer is written as JSON with its counterexample")
  func json() throws {
    func text(_ answer: VNNLIB.Answer) throws -> String {
      String(decoding: try StableJSON.encode(answer), as: UTF8.self).filter { !$0.isWhitespace }
    }
    #expect(try text(.unsat) == #"{"answer":"unsat"}"#)
    #expect(try text(.sat(inputs: [0.5], outputs: [2])) == #"{"answer":"sat","inputs":[0.5],"outputs":[2]}"#)
  }

  @Test("an answer is written as the competitions have it")
  func text() {
    #expect(VNNLIB.Answer.unsat.text == "unsat" && VNNLIB.Answer.unknown.text == "unknown")
    #expect(VNNLIB.Answer.sat(inputs: [0.5, -1], outputs: [2]).text == "sat\n((X_0 0.5)\n (X_1 -1.0)\n (Y_0 2.0))")
  }
}
