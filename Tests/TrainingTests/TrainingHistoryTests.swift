import Files
import Foundation
import Testing

@testable import Training

@Suite("Training history")
struct TrainingHistoryTests {
  private static func json(_ record: EpochRecord) throws -> String {
    String(decoding: try StableJSON.encode(record, pretty: false).dropLast(), as: UTF8.self)
  }

  @Test("an epoch's keys; nothing held out is null")
  func keys() throws {
    var record = EpochRecord(
      epoch: 3, learningRate: 0.05, trainingLoss: 0.5, trainingAccuracy: 0.75, validationAccuracy: 0.625)
    let start = #"{"epoch":3,"learning_rate":0.05,"training_accuracy":0.75,"training_loss":0.5,"#
    #expect(try Self.json(record) == start + #""validation_accuracy":0.625}"#)
    record.validationAccuracy = nil
    #expect(try Self.json(record) == start + #""validation_accuracy":null}"#)
  }

  @Test(
    "a loss that is not finite is null, with its name beside it, and reads back",
    arguments: [(Double.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf")])
  func nonFinite(loss: Double, name: String) throws {
    let record = EpochRecord(
      epoch: 1, learningRate: 1, trainingLoss: loss, trainingAccuracy: 0, validationAccuracy: nil)
    let json = try Self.json(record)
    #expect(
      json == #"{"epoch":1,"learning_rate":1,"non_finite":{"training_loss":"\#(name)"},"training_accuracy":0,"#
        + #""training_loss":null,"validation_accuracy":null}"#)
    let back = try JSONDecoder().decode(EpochRecord.self, from: Data(json.utf8)).trainingLoss
    #expect(loss.isNaN ? back.isNaN : back == loss)
  }
}
