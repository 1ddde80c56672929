import Charts
import Testing

@testable import Reports
@testable import Training

@Suite("Training curves, drawn")
struct TrainingChartTests {
  private static func results(rates: [Double], validation: Bool) throws -> StudyResults {
    var results = try SampleResults.study(slices: false, evolved: false)
    for loss in results.losses.indices {
      for model in results.losses[loss].models.indices {
        results.losses[loss].models[model].history = rates.enumerated().map { epoch, rate in
          EpochRecord(
            epoch: epoch + 1, learningRate: rate, trainingLoss: 2 - Double(epoch) / 10 + Double(model),
            trainingAccuracy: 0.3, validationAccuracy: validation ? 0.25 : nil)
        }
      }
    }
    return results
  }

  @Test("a panel for accuracy on either part, and one for each loss with an axis of its own")
  func panels() throws {
    let chart = try #require(TrainingChart.chart(Self.results(rates: [0.1, 0.1, 0.01], validation: true)))
    #expect(
      chart.panels.map(\.title) == [
        "Accuracy on training images", "Accuracy on validation images", "cross-entropy: loss", "a\"b,c: loss",
      ])
    #expect(chart.panels.map { $0.y == nil } == [true, true, false, false])
    #expect(chart.panels[2].series[0].points.map(\.y) == [2.5, 2.4, 2.3] && chart.panels[2].series[0].runs.count == 2)
    #expect(chart.panels[3].series[0].style == 1)
  }

  @Test("epochs in which the rate falls are marked, a rate that falls all the time is not")
  func drops() throws {
    let steps = try #require(TrainingChart.chart(Self.results(rates: [0.1, 0.1, 0.01, 0.01], validation: false)))
    #expect(steps.panels.allSatisfy { $0.references.map(\.value) == [3] })
    #expect(steps.footnote.contains("No images were held out for validation. Dashed: epochs in which"))
    let smooth = try #require(
      TrainingChart.chart(Self.results(rates: (0..<12).map { 1 / Double(1 << $0) }, validation: false)))
    #expect(smooth.panels.allSatisfy { $0.references.isEmpty } && !smooth.footnote.contains("Dashed"))
  }
}
