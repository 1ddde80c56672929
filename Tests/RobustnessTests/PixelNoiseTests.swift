import Tensors
import Testing

@testable import Robustness

@Suite("Noise on pixels")
struct PixelNoiseTests {
  static let shape = ImageShape(height: 200, width: 100, channels: 2)

  /// Mean and variance of what becomes of a value; so far from 0 and 1 that next to nothing is clipped.
  @Test(
    "has the mean and variance of its definition at every severity",
    arguments: [.gaussianNoise, .shotNoise, .speckleNoise] as [CorruptionName], 1...5)
  func moments(name: CorruptionName, severity: Int) {
    let value = 0.5, parameter = name.parameters[severity - 1]
    let noisy = CorruptionSamples.corrupted(
      CorruptionSamples.constant(Float(value), Self.shape), Self.shape, name, severity: severity
    ).map { Double($0) }
    let variance: Double =
      switch name {
      case .gaussianNoise: parameter * parameter
      case .shotNoise: value / parameter
      default: value * value * parameter * parameter
      }
    let n = Double(noisy.count)
    let mean = noisy.reduce(0, +) / n
    let found = noisy.reduce(0) { $0 + ($1 - value) * ($1 - value) } / n
    // Five standard errors. A squared deviation of a normal varies by 2σ⁴, of a Poisson number by 2μ² + μ.
    let fourth = 2 * variance * variance + (name == .shotNoise ? value / (parameter * parameter * parameter) : 0)
    #expect(abs(mean - value) < 5 * (variance / n).squareRoot())
    #expect(abs(found - variance) < 5 * (fourth / n).squareRoot())
  }

  @Test("of photons is a whole number of them, and leaves black black")
  func photons() {
    let noisy = CorruptionSamples.corrupted(
      CorruptionSamples.constant(0.3, Self.shape), Self.shape, .shotNoise, severity: 5)
    #expect(noisy.allSatisfy { abs(Double($0) * 50 - (Double($0) * 50).rounded()) < 1e-5 })
    let black = CorruptionSamples.constant(0, Self.shape)
    #expect(CorruptionSamples.corrupted(black, Self.shape, .shotNoise, severity: 5) == black)
    #expect(CorruptionSamples.corrupted(black, Self.shape, .speckleNoise, severity: 5) == black)
  }

  @Test("of salt and pepper is 0 or 1 in its share of values, channel by channel, half each", arguments: 1...5)
  func saltAndPepper(severity: Int) {
    let share = CorruptionName.impulseNoise.parameters[severity - 1]
    let noisy = CorruptionSamples.corrupted(
      CorruptionSamples.constant(0.5, Self.shape), Self.shape, .impulseNoise, severity: severity)
    #expect(noisy.allSatisfy { $0 == 0 || $0 == 0.5 || $0 == 1 })
    let n = Double(noisy.count), error = 5 * (n * share / 2 * (1 - share / 2)).squareRoot()
    for value in [0, 1] as [Float] {
      #expect(abs(Double(noisy.count { $0 == value }) - n * share / 2) < error)
    }
    // Pixels with one channel hit are many, with both hit few.
    let both = stride(from: 0, to: noisy.count, by: 2).count { noisy[$0] != 0.5 && noisy[$0 + 1] != 0.5 }
    #expect(Double(both) < n / 2 * share * share + 5 * (n / 2 * share * share).squareRoot())
  }

  @Test("that leaves [0, 1] is clipped: of white, half stays white")
  func clipped() {
    let noisy = CorruptionSamples.corrupted(
      CorruptionSamples.constant(1, Self.shape), Self.shape, .gaussianNoise, severity: 5)
    // Five standard errors of a fair coin.
    #expect(abs(Double(noisy.count { $0 == 1 }) - 20_000) < 5 * 10_000.squareRoot())
  }
}
