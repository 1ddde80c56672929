import Datasets
import Files
import Foundation
import Testing

@testable import Training

@Suite("Training settings")
struct TrainingSettingsTests {
  @Test(
    "a step schedule: the rate falls after the listed epochs",
    arguments: [
      ([], 0.1, 1, 1.0), ([], 0.1, 900, 1), ([2, 4], 0.5, 1, 1), ([2, 4], 0.5, 2, 1), ([2, 4], 0.5, 3, 0.5),
      ([2, 4], 0.5, 4, 0.5), ([2, 4], 0.5, 5, 0.25), ([4, 2], 0.5, 3, 0.5), ([60, 120, 160], 0.2, 200, 0.008),
    ] as [([Int], Double, Int, Double)])
  func schedule(dropAfter: [Int], factor: Double, epoch: Int, multiplier: Double) {
    let settings = TrainingSettings(learningRate: 0.1, schedule: .init(dropAfter: dropAfter, factor: factor))
    #expect(abs(settings.learningRate(inEpoch: epoch) / (0.1 * multiplier) - 1) < 1e-15)
  }

  @Test("JSON names every setting, and reads back the same")
  func json() throws {
    let settings = TrainingSettings(
      epochs: 3, schedule: .init(dropAfter: [1, 2]), augmentation: Augmentation(horizontalFlip: true, cropPadding: 4),
      normaliseScale: true)
    let data = try StableJSON.encode(settings, pretty: false)
    #expect(
      String(decoding: data, as: UTF8.self)
        == #"{"augmentation":{"crop_padding":4,"horizontal_flip":true},"batch_size":128,"epochs":3,"#
        + #""initialisation":"he","learning_rate":0.05,"momentum":0.9,"normalise_scale":true,"#
        + #""schedule":{"drop_after":[1,2],"factor":0.1},"weight_decay":0.0001}"# + "\n")
    #expect(try JSONDecoder().decode(TrainingSettings.self, from: data) == settings)
  }

  @Test("a dropout is named where it is set; files without it are read as before")
  func dropout() throws {
    let data = try StableJSON.encode(TrainingSettings(dropout: 0.25), pretty: false)
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.contains(#""dropout":0.25"#))
    #expect(try JSONDecoder().decode(TrainingSettings.self, from: data).dropout == 0.25)
    let without = text.replacing(#""dropout":0.25,"#, with: "")
    #expect(try JSONDecoder().decode(TrainingSettings.self, from: Data(without.utf8)) == TrainingSettings())
  }
}
