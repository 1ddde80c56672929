import Tensors
import Testing

/// One product: C (m, n) = op(A) (m, k) op(B) (k, n).
struct Product: Sendable, CustomTestStringConvertible {
  var m: Int, n: Int, k: Int, transposeA: Bool, transposeB: Bool, accumulate: Bool

  var testDescription: String {
    "\(m)x\(n)x\(k) \(transposeA ? "Aᵀ" : "A")\(transposeB ? "Bᵀ" : "B")\(accumulate ? " + C" : "")"
  }

  static let all = [(1, 1, 1), (3, 5, 7), (17, 9, 33), (1, 40, 12), (64, 2, 5)].flatMap { m, n, k in
    [false, true].flatMap { a in
      [false, true].flatMap { b in
        [false, true].map { Product(m: m, n: n, k: k, transposeA: a, transposeB: b, accumulate: $0) }
      }
    }
  }
}

struct GemmTests {
  @Test("every kind of product is the plain loop's", arguments: Product.all)
  func plainLoop(_ product: Product) {
    let (m, n, k) = (product.m, product.n, product.k)
    var stream = RandomStream(seed: 21, purpose: .test)
    // Eighths below one: products are exact in float32, and sums of up to 33 of them too.
    func numbers(_ count: Int) -> [Float] { (0..<count).map { _ in Float(stream.nextInteger(below: 15) - 7) / 8 } }
    let a = numbers(m * k), b = numbers(k * n), former = numbers(m * n)
    var c = former
    Gemm.multiply(
      into: &c, a, b, m: m, n: n, k: k, transposeA: product.transposeA, transposeB: product.transposeB,
      accumulate: product.accumulate)
    for i in 0..<m {
      for j in 0..<n {
        var sum: Float = product.accumulate ? former[i * n + j] : 0
        for p in 0..<k {
          sum += (product.transposeA ? a[p * m + i] : a[i * k + p]) * (product.transposeB ? b[j * k + p] : b[p * n + j])
        }
        #expect(c[i * n + j] == sum, "row \(i), column \(j)")
      }
    }
  }

  @Test("what C held is overwritten, NaN included, unless it is to be added to")
  func overwrites() {
    var c: [Float] = [.nan]
    Gemm.multiply(into: &c, [2], [3], m: 1, n: 1, k: 1)
    #expect(c == [6])
  }
}
