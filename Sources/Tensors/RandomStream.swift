public import CKernels

/// A stream of random numbers that is a pure function of its key: Philox4x32-10 (Salmon et al. 2011).
///
/// Streams share nothing, and no order of arrival matters: draw `i` of a stream is the same on any thread, in any
/// batch, before and after a resume. A stream is keyed by a seed, a purpose, and up to two indices.
public struct RandomStream: Sendable {
  /// The purpose of a stream's numbers. Two purposes never share numbers.
  public enum Purpose: UInt32, Sendable {
    case initialWeights = 1, batchOrder, augmentation, dropout, validationSplit, subset, evolution, attackStart,
      direction,
      candidateSeed, test, corruption, trainingAttack, sharpness, noise
  }

  /// The key and the first counter of Philox, for kernels that draw the same numbers from the beginning.
  public let start: la_stream
  /// The numbers at hand, which come in runs of sixteen blocks of four.
  private var run = InlineArray<64, UInt32>(repeating: 0)
  private var blocks: UInt32 = 0
  private var used = 64

  /// A stream. `index` and `subindex` tell apart the streams of one purpose, such as epoch and step, or example and
  /// iteration.
  public init(seed: UInt64, purpose: Purpose, index: UInt64 = 0, subindex: UInt32 = 0) {
    // The purpose is mixed into the key by a splitmix64 step, so that equal counters never meet under one key.
    var mixed = seed &+ 0x9E37_79B9_7F4A_7C15 &* UInt64(purpose.rawValue)
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed >> 31
    start = la_stream(
      key: (UInt32(truncatingIfNeeded: mixed), UInt32(truncatingIfNeeded: mixed >> 32)),
      counter: (0, subindex, UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32)))
  }

  /// 32 uniform random bits.
  public mutating func nextBits() -> UInt32 {
    if used == 64 {
      withUnsafeMutableBytes(of: &run) { la_random_bits($0.bindMemory(to: UInt32.self).baseAddress!, start, blocks) }
      blocks &+= 16
      used = 0
    }
    defer { used += 1 }
    return run[used]
  }

  /// A uniform number in [0, 1) with 24 bits.
  public mutating func nextUniform() -> Float { Float(nextBits() >> 8) * 0x1p-24 }

  /// A uniform number in [0, 1) with 53 bits.
  public mutating func nextUniformDouble() -> Double {
    let high = UInt64(nextBits()) << 32
    return Double((high | UInt64(nextBits())) >> 11) * 0x1p-53
  }

  /// A uniform number in `0..<bound` without bias, by Lemire's rejection.
  public mutating func nextInteger(below bound: Int) -> Int {
    precondition(bound > 0 && bound <= Int(UInt32.max))
    let range = UInt64(bound)
    let threshold = (UInt64(1) << 32) % range
    while true {
      let product = UInt64(nextBits()) * range
      if product & 0xFFFF_FFFF >= threshold { return Int(product >> 32) }
    }
  }

  /// A uniformly random order of `0..<count` (Fisher–Yates).
  public mutating func nextPermutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, nextInteger(below: last + 1)) }
    return order
  }
}
