import CKernels
import Testing

@testable import Tensors

@Suite("Random streams")
struct RandomStreamTests {
  typealias Block = SIMD4<UInt32>
  typealias Key = SIMD2<UInt32>

  private func draws(_ count: Int, _ stream: RandomStream) -> [UInt32] {
    var stream = stream
    return (0..<count).map { _ in stream.nextBits() }
  }

  @Test(
    "Philox4x32-10 gives the known answers of its authors' Random123 distribution",
    arguments: [
      (
        Block(repeating: 0), Key(repeating: 0),
        Block(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
      ),
      (
        Block(repeating: 0xffff_ffff), Key(repeating: 0xffff_ffff),
        Block(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
      ),
      (
        Block(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), Key(0xa409_3822, 0x299f_31d0),
        Block(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
      ),
    ] as [(Block, Key, Block)])
  func knownAnswers(counter: Block, key: Key, expected: Block) {
    let stream = la_stream(key: (key[0], key[1]), counter: (0, counter[1], counter[2], counter[3]))
    var bits = [UInt32](repeating: 0, count: 64)
    la_random_bits(&bits, stream, counter[0])
    #expect(Block(bits[0], bits[1], bits[2], bits[3]) == expected)
  }

  @Test("a stream is a function of its key: a copy and a stream made again go on alike")
  func reproducible() {
    var first = RandomStream(seed: 7, purpose: .test, index: 3, subindex: 5)
    let made = RandomStream(seed: 7, purpose: .test, index: 3, subindex: 5)
    #expect(draws(11, first) == draws(11, made))
    // In the middle of a block.
    for _ in 0..<5 { _ = first.nextBits() }
    #expect(draws(6, first) == Array(draws(11, made).dropFirst(5)))
  }

  @Test("seed, purpose, index and subindex each make another stream, in their high bits too")
  func keyedApart() {
    var streams = [
      RandomStream(seed: 1, purpose: .test), RandomStream(seed: 2, purpose: .test),
      RandomStream(seed: 1 << 63, purpose: .test), RandomStream(seed: 0, purpose: .test),
      RandomStream(seed: 1, purpose: .test, index: 1), RandomStream(seed: 1, purpose: .test, index: 1 << 40),
      RandomStream(seed: 1, purpose: .test, subindex: 1), RandomStream(seed: 1, purpose: .test, subindex: 1 << 31),
    ]
    streams += [.batchOrder, .augmentation, .dropout, .validationSplit, .subset, .evolution].map {
      RandomStream(seed: 1, purpose: $0)
    }
    let all = streams.flatMap { draws(8, $0) }
    // 112 draws of 32 bits: a chance meeting has a probability of 1.5e-6, and the draws are fixed.
    #expect(Set(all).count == all.count)
  }

  @Test("uniform numbers are in [0, 1), with the moments of the uniform distribution")
  func uniform() {
    var stream = RandomStream(seed: 11, purpose: .test)
    let n = 4000
    let single = (0..<n).map { _ in Double(stream.nextUniform()) }
    let double = (0..<n).map { _ in stream.nextUniformDouble() }
    for values in [single, double] {
      #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
      let mean = values.reduce(0, +) / Double(n)
      let variance = values.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) } / Double(n)
      // Four standard errors: 4 sqrt(1/12 / n) and 4 sqrt(1/180 / n).
      #expect(abs(mean - 0.5) < 0.0183)
      #expect(abs(variance - 1.0 / 12) < 0.0048)
    }
  }

  @Test("normal numbers have the moments and the tails of the standard normal")
  func normal() {
    var stream = RandomStream(seed: 12, purpose: .test)
    let n = 4000
    let values = (0..<n).map { _ in stream.nextNormal() }
    func moment(_ power: Int) -> Double {
      values.reduce(0) { sum, x in sum + (0..<power).reduce(1.0) { product, _ in product * x } } / Double(n)
    }
    // Moments 0, 1, 0, 3 with variances 1, 2, 15, 96 over n: within four standard errors.
    #expect(abs(moment(1)) < 0.064)
    #expect(abs(moment(2) - 1) < 0.09)
    #expect(abs(moment(3)) < 0.25)
    #expect(abs(moment(4) - 3) < 0.62)
    // 4.55 % are beyond two standard deviations: 182, four standard errors are 53.
    #expect(abs(values.count { abs($0) > 2 } - 182) < 53)
  }

  @Test("integers are uniform below their bound", arguments: [1, 2, 7, 10])
  func integers(bound: Int) {
    var stream = RandomStream(seed: 13, purpose: .test), counts = [Int](repeating: 0, count: bound)
    for _ in 0..<3000 { counts[stream.nextInteger(below: bound)] += 1 }
    let expected = 3000 / Double(bound)
    let chiSquared = counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    // The mean of chi squared is its degrees of freedom d, the variance 2 d: four standard deviations above.
    let d = Double(bound - 1)
    #expect(chiSquared <= d + 4 * (2 * d).squareRoot())
  }

  @Test("a bound that does not divide 2³² is unbiased")
  func unbiased() {
    // Without rejection, scaling 32 bits to 3 · 2³⁰ hits multiples of three half of the time, not a third.
    var stream = RandomStream(seed: 14, purpose: .test)
    let multiples = (0..<3000).count { _ in stream.nextInteger(below: 3 << 30).isMultiple(of: 3) }
    // Four standard errors of a binomial.
    #expect(abs(multiples - 1000) < 104)
  }

  @Test("a permutation holds every index once", arguments: [0, 1, 2, 100])
  func permutation(count: Int) {
    var stream = RandomStream(seed: 15, purpose: .test)
    #expect(stream.nextPermutation(of: count).sorted() == Array(0..<count))
  }

  @Test("all orders of three are as likely")
  func permutationsUniform() {
    var stream = RandomStream(seed: 16, purpose: .test), counts: [[Int]: Int] = [:]
    for _ in 0..<1800 { counts[stream.nextPermutation(of: 3), default: 0] += 1 }
    #expect(counts.count == 6)
    // 300 each; four standard errors of a binomial are 63.
    #expect(counts.values.allSatisfy { abs($0 - 300) < 63 })
  }
}
