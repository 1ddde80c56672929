/// A stream of random numbers that is a pure function of its key: Philox4x32-10 (Salmon et al. 2011).
///
/// Nothing is shared and no order of arrival matters: draw `i` of a stream is the same on any thread, in any batch,
/// before or after a resume. Streams are keyed by a seed, what they are for, and up to two indices.
public struct RandomStream: Sendable {
  /// What a stream's numbers are used for; two purposes never share numbers.
  public enum Purpose: UInt32, Sendable {
    case initialWeights = 1, batchOrder, augmentation, dropout, validationSplit, subset, evolution, attackStart,
      direction,
      candidateSeed, test
  }

  private let key: SIMD2<UInt32>
  private var counter: SIMD4<UInt32>
  private var block = SIMD4<UInt32>()
  private var used = 4

  /// `index` and `subindex` tell apart the streams of one purpose: epoch and step, example and iteration.
  public init(seed: UInt64, purpose: Purpose, index: UInt64 = 0, subindex: UInt32 = 0) {
    // The purpose is mixed into the key by a splitmix64 step, so that equal counters never meet under one key.
    var mixed = seed &+ 0x9E37_79B9_7F4A_7C15 &* UInt64(purpose.rawValue)
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed >> 31
    key = SIMD2(UInt32(truncatingIfNeeded: mixed), UInt32(truncatingIfNeeded: mixed >> 32))
    counter = SIMD4(0, subindex, UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32))
  }

  /// Philox's key and first counter, for kernels that draw the same numbers; the stream must be unused.
  public var start: (key: SIMD2<UInt32>, counter: SIMD4<UInt32>) {
    precondition(counter[0] == 0, "numbers have been drawn from the stream")
    return (key, counter)
  }

  /// 32 uniform random bits.
  public mutating func nextBits() -> UInt32 {
    if used == 4 {
      block = Self.philox(counter, key)
      counter[0] &+= 1
      used = 0
    }
    defer { used += 1 }
    return block[used]
  }

  /// Uniform in [0, 1), 24 bits.
  public mutating func nextUniform() -> Float { Float(nextBits() >> 8) * 0x1p-24 }

  /// Uniform in [0, 1), 53 bits.
  public mutating func nextUniformDouble() -> Double {
    let high = UInt64(nextBits()) << 32
    return Double((high | UInt64(nextBits())) >> 11) * 0x1p-53
  }

  /// Uniform in `0..<bound`, unbiased (Lemire's rejection).
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

  /// One block of Philox4x32 after ten rounds.
  static func philox(_ counter: SIMD4<UInt32>, _ key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var x = counter, k = key
    for _ in 0..<10 {
      let p0 = UInt64(0xD251_1F53) * UInt64(x[0]), p1 = UInt64(0xCD9E_8D57) * UInt64(x[2])
      x = SIMD4(
        UInt32(p1 >> 32) ^ x[1] ^ k[0], UInt32(truncatingIfNeeded: p1),
        UInt32(p0 >> 32) ^ x[3] ^ k[1], UInt32(truncatingIfNeeded: p0))
      k = SIMD2(k[0] &+ 0x9E37_79B9, k[1] &+ 0xBB67_AE85)
    }
    return x
  }
}
