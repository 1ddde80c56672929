import Tensors
import Testing

@testable import Robustness

@Suite("Corruptions")
struct CorruptionTests {
  static let shape = ImageShape(height: 12, width: 9, channels: 3)
  static let image = CorruptionSamples.formula(shape)
  static let random: Set<CorruptionName> = [.gaussianNoise, .shotNoise, .impulseNoise, .speckleNoise]

  @Test("have CIFAR-10-C's five severities", arguments: CorruptionName.allCases)
  func severities(name: CorruptionName) {
    #expect(name.parameters.count == 5)
    // Severity only ever grows.
    #expect(name.parameters == name.parameters.sorted() || name.parameters == name.parameters.sorted(by: >))
    for severity in 1...5 { #expect(Corruption(name, severity: severity).parameter == name.parameters[severity - 1]) }
  }

  @Test("change the image and stay in [0, 1], at every severity", arguments: CorruptionName.allCases, 1...5)
  func range(name: CorruptionName, severity: Int) {
    let corrupted = CorruptionSamples.corrupted(Self.image, Self.shape, name, severity: severity)
    #expect(corrupted != Self.image && corrupted.allSatisfy { (0...1).contains($0) })
  }

  @Test(
    "of no strength leave the image bit for bit as it was",
    arguments: [
      (.gaussianNoise, 0), (.impulseNoise, 0), (.speckleNoise, 0), (.gaussianBlur, 0), (.contrast, 1), (.brightness, 0),
      (.pixelate, 1),
    ] as [(CorruptionName, Double)])
  func identity(name: CorruptionName, parameter: Double) {
    #expect(CorruptionSamples.corrupted(Self.image, Self.shape, name, parameter: parameter) == Self.image)
  }

  @Test("are the same again for the same key, and random ones others for another", arguments: CorruptionName.allCases)
  func keys(name: CorruptionName) {
    func corrupted(severity: Int = 2, seed: UInt64 = 1, example: Int = 7) -> [Float] {
      // One parameter for all: only the key tells severities apart.
      CorruptionSamples.corrupted(
        Self.image, Self.shape, name, severity: severity, parameter: name.parameters[4], seed: seed, example: example)
    }
    let first = corrupted()
    #expect(corrupted() == first)
    for other in [corrupted(severity: 3), corrupted(seed: 2), corrupted(example: 8)] {
      #expect((other != first) == Self.random.contains(name))
    }
  }

  @Test("of two kinds share no random numbers")
  func kinds() {
    // Half grey, both are 0.5 + 0.5 · noise at these parameters.
    let grey = CorruptionSamples.constant(0.5, Self.shape)
    let added = CorruptionSamples.corrupted(grey, Self.shape, .gaussianNoise, parameter: 0.05)
    let scaled = CorruptionSamples.corrupted(grey, Self.shape, .speckleNoise, parameter: 0.1)
    #expect(zip(added, scaled).allSatisfy { abs($0 - $1) > 1e-7 })
  }
}
