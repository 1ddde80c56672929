import Files
import Foundation
import Testing

@testable import Losses

@Suite("Loss parsing")
struct LossParsingTests {
  @Test(
    "what cannot be a loss is answered in words",
    arguments: [
      (
        "bakial",
        "bakial: no such loss; expected \(LossName.usages); did you mean baikal?"
      ),
      ("hinge", "hinge: no such loss; expected \(LossName.usages)"),
      ("baikal:1", "baikal:1: baikal takes no numbers; expected baikal"),
      (
        "taylorglo",
        "taylorglo: not the numbers of a TaylorGLO loss; expected 3, 5, 8, 12, … (order 1, 2, 3, 4, …), found 0; "
          + "order 3 is taylorglo:λ0,λ1,λ2,λ3,λ4,λ5,λ6,λ7"
      ),
      (
        "taylorglo:1,2,3,4",
        "taylorglo:1,2,3,4: not the numbers of a TaylorGLO loss; expected 3, 5, 8, 12, … (order 1, 2, 3, 4, …), "
          + "found 4; order 3 is taylorglo:λ0,λ1,λ2,λ3,λ4,λ5,λ6,λ7"
      ),
      ("taylorglo:1,nan,3", "taylorglo:1,nan,3: λ1: not a finite number; found \"nan\""),
      ("taylorglo:1,,3", "taylorglo:1,,3: λ1: not a finite number; found \"\""),
      ("taylorglo:1,2,1e999", "taylorglo:1,2,1e999: λ2: not a finite number; found \"1e999\""),
    ])
  func errors(name: String, text: String) {
    let error = #expect(throws: FileError.self) { try Loss(parsing: name) }
    #expect(error?.description == text)
  }

  @Test("label smoothing is in [0, 1)", arguments: [-0.1, 1, .nan, .infinity])
  func smoothing(alpha: Double) {
    let error = #expect(throws: FileError.self) { try Loss(parsing: "mse", labelSmoothing: alpha) }
    #expect(
      error?.description == "label smoothing: out of range; expected at least 0 and below 1, found \(alpha)")
  }

  @Test("every name is offered as it is written in full", arguments: LossName.allCases)
  func offered(name: LossName) {
    #expect(LossName.usages.components(separatedBy: ", ").contains(name.usage))
    for example in name.examples { #expect(Loss(example).name.hasPrefix(name.rawValue)) }
    let takesNumbers = name.examples.contains { !$0.parameters.isEmpty }
    #expect(name.usage == name.rawValue || takesNumbers)
  }
}
