import CKernels
import Foundation
import Tensors
import Testing

/// `la_scale_shift` computes x a + b with the multiply-add of all kernels, in the instruction set that the program chose.
@Suite("The kernels' multiply-add")
struct MultiplyAddTests {
  private static func multiplyAdd(_ x: [Float], _ a: [Float], _ b: [Float]) -> [Float] {
    var output = [Float](repeating: 0, count: x.count)
    la_scale_shift(&output, x, a, b, 1, Int64(x.count), 0)
    return output
  }

  private static func expectFused(_ x: [Float], _ a: [Float], _ b: [Float]) {
    let found = multiplyAdd(x, a, b)
    for i in x.indices {
      let exact = b[i].addingProduct(x[i], a[i])
      let isSame = found[i].bitPattern == exact.bitPattern || (found[i].isNaN && exact.isNaN)
      #expect(isSame, "\(x[i]) * \(a[i]) + \(b[i]): \(found[i]), exactly \(exact)")
    }
  }

  static let ulp = Float.ulpOfOne

  @Test(
    "rounds once where rounding to double first would be wrong",
    arguments: [
      // Just below halfway between two floats, where the even one is above.
      (0x1p-24 * (1 + ulp), 1 - ulp, 1 + ulp), (-0x1p-24 * (1 + ulp), 1 - ulp, -1 - ulp),
      // Just above halfway, where the even one is below.
      (0x1p-24 * (1 + ulp), 1 + 0x1p-22, 1), (-0x1p-24 * (1 + ulp), 1 + 0x1p-22, -1),
      // Exactly halfway.
      (0x1p-24, 1, 1), (0x1p-24, 1, 1 + ulp), (0x1p-24, -1, 1),
      // Between numbers below the normal ones.
      (0x1p-75 * (1 + ulp), 0x1p-75 * (1 - ulp), 0x1p-127 + 0x1p-149), (0x1p-75, 0x1p-75, 0x1p-127),
      (0x1p-80, 0x1p-80, 0), (-0x1p-80, 0x1p-80, 0x1p-149), (0x1p-75 * (1 + ulp), -0x1p-75, 0),
    ] as [(Float, Float, Float)])
  func hardCases(x: Float, a: Float, b: Float) {
    Self.expectFused(
      [Float](repeating: x, count: 21), [Float](repeating: a, count: 21), [Float](repeating: b, count: 21))
  }

  @Test("keeps signs of zero, infinities and NaN")
  func special() {
    let values: [Float] = [
      0, -0.0, 1, -1, .infinity, -.infinity, .nan, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
      .leastNormalMagnitude,
    ]
    let triples = values.flatMap { x in values.flatMap { a in values.map { (x, a, $0) } } }
    Self.expectFused(triples.map(\.0), triples.map(\.1), triples.map(\.2))
  }

  @Test("rounds once for any bits, and where most of a sum cancels", arguments: [false, true])
  func random(cancels: Bool) {
    var stream = RandomStream(seed: 5, purpose: .test)
    func floats(_ next: () -> Float) -> [Float] { (0..<30_000).map { _ in next() } }
    let x = floats { Float(bitPattern: stream.nextBits()) }, a = floats { Float(bitPattern: stream.nextBits()) }
    let b = cancels ? zip(x, a).map { -($0 * $1) } : floats { Float(bitPattern: stream.nextBits()) }
    Self.expectFused(x, a, b)
  }
}
