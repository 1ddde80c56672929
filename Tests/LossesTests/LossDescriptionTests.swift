import Files
import Foundation
import Testing

@testable import Losses

@Suite("Loss description")
struct LossDescriptionTests {
  private static func json(_ loss: Loss) throws -> String {
    String(decoding: try StableJSON.encode(LossDescription(loss, classes: 10), pretty: false), as: UTF8.self)
  }

  @Test("Baikal over ten classes")
  func baikal() throws {
    let description = LossDescription(Loss(.baikal), classes: 10)
    #expect(description.nullEpoch == NullEpoch(target: 110, nonTarget: 10))
    #expect(description.invariant == LossDescription.Verdicts(exact: true, paper: true))
    #expect(abs(try #require(description.equilibriumConfidence) - 0.3162) < 5e-5)
    #expect(
      try Self.json(Loss(.baikal)).contains(
        #""zero_error":{"non_finite":{"non_target":"inf"},"non_target":null,"target":2}"#))
  }

  @Test("smoothed cross-entropy")
  func smoothed() throws {
    let description = LossDescription(Loss(.crossEntropy, labelSmoothing: 0.1), classes: 10)
    #expect(abs(try #require(description.equilibriumConfidence) - 0.91) < 1e-14)
  }

  @Test("a loss at rest where it starts has a null equilibrium, and all its coefficients")
  func keys() throws {
    let loss = Loss(TaylorGLO(parameters: [0, 0, 1, 0, 0, 0, 0, 0])!)
    #expect(
      try Self.json(loss) == #"{"classes":10,"coefficients":{"c1":1,"ch":0,"chh":0,"chy":0,"cy":0,"cyy":0},"#
        + #""equilibrium_confidence":null,"invariant":{"exact":false,"paper":false},"label_smoothing":0,"#
        + #""loss":"taylorglo:0,0,1,0,0,0,0,0","null_epoch":{"non_target":1,"target":1},"#
        + #""zero_error":{"c1":1,"ch":0,"chh":0,"non_target":1,"target":1}}"# + "\n")
  }

  @Test("coefficients that overflow are written as null, with their names, and nothing fails")
  func infinite() throws {
    let loss = try Loss(parsing: "taylorglo:1e200,1e200,1,1e200,1e200,1e200,1e200,1e200")
    let description = LossDescription(loss, classes: 10), text = try Self.json(loss)
    #expect(description.coefficients?.ch.isFinite == false && description.nullEpoch?.target.isFinite == false)
    for key in ["ch", "target"] { #expect(text.contains("\"\(key)\":null"), "\(text)") }
    #expect(text.contains(#""non_finite":{"#))
    let again = try JSONDecoder().decode(LossDescription.self, from: Data(text.utf8))
    #expect(try StableJSON.encode(again, pretty: false) == Data(text.utf8))
    let curve = LossCurve(loss, classes: 10, epsilons: [0.5])
    #expect(String(decoding: try StableJSON.encode(curve), as: UTF8.self).contains("\"attraction\" : null"))
  }

  @Test("JSON reads back as the same description", arguments: SampleLosses.every)
  func roundTrip(loss: Loss) throws {
    let description = LossDescription(loss, classes: 10)
    #expect(try JSONDecoder().decode(LossDescription.self, from: StableJSON.encode(description)) == description)
  }
}
