import Files
import Foundation
import Testing

@testable import Losses

@Suite("Loss curve")
struct LossCurveTests {
  @Test("a curve is the attraction at each ε", arguments: SampleLosses.all)
  func points(loss: Loss) {
    let curve = LossCurve(loss, classes: 10)
    #expect(curve.points.map(\.epsilon) == LossCurve.standardEpsilons)
    for point in curve.points {
      #expect(point.attraction == loss.attraction(epsilon: point.epsilon, classes: 10))
    }
  }

  @Test("JSON keys")
  func json() throws {
    let curve = LossCurve(Loss(.meanSquaredError, labelSmoothing: 0.5), classes: 2, epsilons: [0.25])
    #expect(curve.points[0].attraction == 0)
    let text = String(decoding: try StableJSON.encode([curve], pretty: false), as: UTF8.self)
    #expect(text == #"[{"loss":"mse, label smoothing 0.5","points":[{"attraction":0,"epsilon":0.25}]}]"# + "\n")
  }
}
