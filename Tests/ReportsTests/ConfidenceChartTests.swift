import Charts
import Files
import Foundation
import Losses
import Testing

@testable import Reports

@Suite("Confidence beside the equilibrium")
struct ConfidenceChartTests {
  private func results(_ confidences: [[TargetConfidence?]]) throws -> StudyResults {
    var results = try SampleResults.study()
    for (l, loss) in confidences.enumerated() {
      for (m, confidence) in loss.enumerated() { results.losses[l].models[m].confidence = confidence }
    }
    return results
  }

  @Test("mean and deviation are those of the images that are right, the prediction that of the loss")
  func measured() throws {
    let confidence = TargetConfidence([0.25, 0.5, 0.75], loss: Loss(.baikal), classes: 10)
    #expect(confidence.images == 3 && confidence.mean == 0.5 && confidence.standardDeviation == 0.25)
    #expect(abs(try #require(confidence.predicted) - 1 / Double(10).squareRoot()) < 1e-12)
  }

  @Test("what there is none of is null")
  func none() throws {
    let logitNorm = try Loss(parsing: "logit-norm")
    for loss in [nil, logitNorm] {
      let text = String(
        decoding: try StableJSON.encode(TargetConfidence([], loss: loss, classes: 10), pretty: false), as: UTF8.self)
      #expect(text == #"{"images":0,"mean":null,"predicted":null,"standard_deviation":null}"# + "\n")
    }
  }

  @Test("a point for each model stands at its prediction and its measurement, beside the diagonal")
  func points() throws {
    let baikal = Loss(.baikal), mean = [0.25, 0.3]
    let chart = try #require(
      ConfidenceChart.chart(
        results([mean.map { TargetConfidence([$0], loss: baikal, classes: 10) }, [nil, nil]])))
    let predicted = try #require(baikal.equilibriumConfidence(classes: 10))
    #expect(chart.series.map(\.name) == ["measured as predicted", "cross-entropy"])
    #expect(chart.series[0].points == [Point(0, 0), Point(1, 1)])
    #expect(chart.series[1].points == mean.map { Point(predicted, $0) } && !chart.series[1].isConnected)
    #expect(chart.footnote.contains("mnist, 1 right ones of 3 test images. One point for each model."))
    #expect(chart.footnote.contains("Without a\"b,c: no equilibrium"))
  }

  @Test("there is none where nothing was measured")
  func absent() throws { #expect(try ConfidenceChart.chart(results([])) == nil) }
}
