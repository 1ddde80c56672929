import Foundation
import Testing

@testable import Losses

@Suite("Loss names")
struct LossTests {
  @Test("the name reads back as the same loss", arguments: SampleLosses.every)
  func nameRoundTrip(loss: Loss) throws {
    #expect(try Loss(parsing: loss.name, labelSmoothing: loss.labelSmoothing) == loss)
  }

  @Test("JSON reads back as the same loss", arguments: SampleLosses.every)
  func jsonRoundTrip(loss: Loss) throws {
    #expect(try JSONDecoder().decode(Loss.self, from: JSONEncoder().encode(loss)) == loss)
  }

  @Test("names are the shortest decimals")
  func shortest() throws {
    let text = "taylorglo:0,-1.5,0.1,1e-07,2,3,1e+20,-0.3"
    #expect(try Loss(parsing: text).name == text)
    #expect(try Loss(parsing: " taylorglo: 0, 1.50 ,2 ").name == "taylorglo:0,1.5,2")
    #expect(Loss(.baikal, labelSmoothing: 0.1).description == "baikal, label smoothing 0.1")
  }

  @Test("JSON keys")
  func json() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(Loss(.crossEntropy, labelSmoothing: 0.5)), as: UTF8.self)
    #expect(text == #"{"label_smoothing":0.5,"name":"cross-entropy"}"#)
  }

  @Test("JSON without a smoothing means none")
  func jsonDefault() throws {
    #expect(try JSONDecoder().decode(Loss.self, from: Data(#"{"name":"mse"}"#.utf8)) == Loss(.meanSquaredError))
  }
}
