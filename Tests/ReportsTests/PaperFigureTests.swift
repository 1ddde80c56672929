import Charts
import Files
import Foundation
import Losses
import Robustness
import TestSupport
import Testing

@testable import Reports
@testable import Training

@Suite("PaperFigure")
struct PaperFigureTests {
  @Test("figures 3 to 6 are drawn from results alone", arguments: [3, 4, 5, 6])
  func drawn(number: Int) throws {
    let figure = try PaperFigure(PaperFigure.Number(rawValue: number)!, of: [("runs/a", SampleResults.study())])
    #expect(!figure.readings.isEmpty && !figure.number.published.isEmpty)
    #expect(try figure.chart.png() == figure.chart.png())
  }

  @Test("figure 4 says what the loss of the training leaves, and the worst case beside it")
  func strengths() throws {
    let figure = try PaperFigure(.strengths, of: [("a", SampleResults.study())])
    // One and no image of three are right at the largest ε.
    #expect(
      figure.readings[0]
        == "cross-entropy keeps 16.7 % at ε = 0.5 through its own loss, and 16.7 % in the worst case of all attacks.")
    #expect(figure.notes.contains { $0.contains("zero-gradients failed; its accuracy under attack cannot be taken") })
  }

  @Test("figure 3 tells a loss that pulls everywhere from one that pushes away near zero error")
  func pull() throws {
    var study = try SampleResults.study()
    study.losses[1].loss = Loss(.baikal)
    let figure = try PaperFigure(.pullOfLosses, of: [("a", study)])
    #expect(figure.readings[0] == "cross-entropy pulls at every probability.")
    // Baikal of ten classes rests at a target's probability of 1/√10 ≈ 0.316, ε ≈ 0.684.
    #expect(figure.readings[1].contains("pushes away where the target has a probability from 0.32 to 1.00"))
  }

  @Test("a loss of which nothing was recorded is named with what records it")
  func partly() throws {
    let figure = try PaperFigure(.line, of: [("a", SampleResults.study())])
    #expect(figure.notes[0].contains("without a\"b,c") && figure.notes[0].contains("one_dimensional: {points: 51}"))
  }

  @Test("a run that recorded nothing of it is an error with the lines that are missing", arguments: [2, 5, 6])
  func lacking(number: Int) throws {
    let error = #expect(throws: FileError.self) {
      try PaperFigure(PaperFigure.Number(rawValue: number)!, of: [("a", SampleResults.study(slices: false))])
    }
    #expect(
      error?.path == "a/audit.yaml" && error?.expected?.contains(number == 2 ? "attraction_log" : "slices") == true)
  }

  @Test("runs of other images do not share a figure")
  func apart() throws {
    var other = try SampleResults.study()
    other.dataset.test = 4
    let error = #expect(throws: FileError.self) {
      try PaperFigure(.strengths, of: [("a", SampleResults.study()), ("b", other)])
    }
    #expect(error?.problem.contains("their images are others") == true)
  }

  @Test("losses of several runs have their run's name")
  func several() throws {
    let study = try SampleResults.study()
    let figure = try PaperFigure(.strengths, of: [("runs/a", study), ("runs/b", study)])
    #expect(figure.readings.count == 4 && figure.readings[2].hasPrefix("b: cross-entropy keeps"))
  }

  @Test("figure 2 has the median and the share that is pushed away, of the epochs in the log")
  func pullOverEpochs() throws {
    let scratch = try ScratchFolder(), pulls = [[0.2, 0.1, 0.3, 0.4], [-0.2, -0.1, 0.1, -0.3]]
    var epochs: [AttractionLog.Epoch] = []
    for (place, row) in pulls.enumerated() {
      let data = AttractionLog.data(
        row.map { SampleAttraction(probability: 0.5, targetGamma: 1, otherGamma: 0, attraction: $0) })
      let file = "models/cross-entropy/seed-1.attraction/\(AttractionLog.file(epoch: place + 1))"
      try AtomicFile.write(data, to: scratch.path(file))
      epochs.append(.init(epoch: place + 1, sha256: Digest.sha256(data)))
    }
    let log = AttractionLog(
      loss: Loss(.crossEntropy), classes: 10, trainingImages: 8, samples: [0, 2, 4, 6], labels: [0, 1, 2, 3],
      epochs: epochs)
    try AtomicFile.write(
      StableJSON.encode(log), to: scratch.path("models/cross-entropy/seed-1.attraction/\(AttractionLog.index)"))
    let figure = try PaperFigure(.pullOverEpochs, of: [(scratch.path, SampleResults.study())])
    #expect(
      figure.readings == [
        "cross-entropy: after epoch 1 the median pull is 0.3 and 0.0 % of the images are pushed away; after epoch 2 it is "
          + "-0.1, and 75.0 % are."
      ])
    #expect(figure.notes.contains { $0.contains("without a\"b,c") })
    let panels = try #require(figure.chart as? DensityChart).panels
    #expect(panels.count == 1 && panels[0].strips == [.init(x: 1, values: pulls[0]), .init(x: 2, values: pulls[1])])
  }
}
