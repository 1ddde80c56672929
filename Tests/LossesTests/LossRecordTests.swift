import Foundation
import Testing

@testable import Losses

/// What `fixtures/pytorch/losses.json` records: printed source, and what PyTorch made of it.
struct LossRecord: Decodable {
  let classes: Int
  let logits: [Double]
  let labels: [Int]
  let cases: [Case]

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let loss: String
    let labelSmoothing: Double
    let normaliseScale: Bool
    let source: String
    let value: Double
    let gradient: [Double]
    let trainingValue: Double?
    let trainingGradient: [Double]?

    var testDescription: String { "\(loss), α \(labelSmoothing)\(normaliseScale ? ", scaled" : "")" }
  }

  static let shared = Result {
    let path = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../fixtures/pytorch/losses.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(LossRecord.self, from: Data(contentsOf: path.standardized))
  }
}

@Suite("Losses run in PyTorch")
struct LossRecordTests {
  let record: LossRecord

  init() throws { record = try LossRecord.shared.get() }

  @Test("every kind of loss is recorded")
  func kinds() throws {
    let names = Set(try record.cases.map { type(of: try Loss(parsing: $0.loss).function).name })
    #expect(names == Set(LossName.allCases))
  }

  @Test("the source is what is printed, and PyTorch's value and gradient are ours, as published and in training")
  func agreement() throws {
    for recorded in record.cases {
      let loss = try Loss(parsing: recorded.loss, labelSmoothing: recorded.labelSmoothing)
      let text = LossText(loss, classes: record.classes).pytorch(normaliseScale: recorded.normaliseScale)
      #expect(text == recorded.source, "\(recorded.testDescription)")
      expect(loss, .published, recorded.value, recorded.gradient, recorded)
      let form = LossForm.training(normaliseScale: recorded.normaliseScale)
      expect(
        loss, form, recorded.trainingValue ?? recorded.value, recorded.trainingGradient ?? recorded.gradient, recorded)
    }
  }

  /// Recorded numbers have twelve digits; sums of the same float64 numbers in another order lose a few more.
  private func expect(
    _ loss: Loss, _ form: LossForm, _ value: Double, _ gradient: [Double], _ recorded: LossRecord.Case
  ) {
    let n = record.classes,
      rows = record.labels.enumerated().map { i, label in
        loss.row(Array(record.logits[i * n..<(i + 1) * n]), label: label, form: form)
      }
    let count = Double(rows.count)
    let size = gradient.map(abs).max()!
    #expect(
      abs(rows.map(\.value).reduce(0, +) / count - value) < 1e-9 * (1 + abs(value)), "\(recorded.testDescription)")
    for (own, expected) in zip(rows.flatMap(\.gradient), gradient) {
      #expect(abs(own / count - expected) < 1e-9 * (size + 1e-3), "\(recorded.testDescription)")
    }
  }
}
