import Datasets
import Foundation
import Tensors
import TestSupport
import Testing

@Suite("Normalisation")
struct NormalisationTests {
  @Test("the measured moments are the direct ones, channel by channel", arguments: [1, 3])
  func measured(channels: Int) {
    let set = noise(20, channels: channels)
    let measured = Normalisation.measured(on: set)
    for c in 0..<channels {
      let values = stride(from: c, to: set.pixels.count, by: channels).map { Double(set.pixels[$0]) / 255 }
      let n = Double(values.count), mean = values.reduce(0, +) / n
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
      // Both in double; what is kept is float32.
      #expect(abs(Double(measured.mean[c]) - mean) < 1e-7)
      #expect(abs(Double(measured.standardDeviation[c]) - variance.squareRoot()) < 1e-7)
    }
  }

  @Test("in closed form: half black and half white", arguments: [0, 255] as [UInt8])
  func closedForm(level: UInt8) {
    let shape = ImageShape(height: 1, width: 2, channels: 1)
    let mixed = ImageSet(shape: shape, pixels: [0, 255], labels: [0])
    #expect(Normalisation.measured(on: mixed) == Normalisation(mean: [0.5], standardDeviation: [0.5]))
    let flat = ImageSet(shape: shape, pixels: [level, level], labels: [0])
    #expect(
      Normalisation.measured(on: flat) == Normalisation(mean: [Float(level) / 255], standardDeviation: [0]))
  }

  @Test("no images have no mean and no deviation, not NaN")
  func empty() {
    let none = ImageSet(shape: ImageShape(height: 2, width: 2, channels: 1), pixels: [], labels: [])
    #expect(Normalisation.measured(on: none) == Normalisation(mean: [0], standardDeviation: [0]))
  }
}
