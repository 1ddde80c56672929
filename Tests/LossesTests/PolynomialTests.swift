import Testing

@testable import Losses

@Suite("Polynomials")
struct PolynomialTests {
  @Test("sums, products and compositions are those of the values", arguments: [-1.5, 0, 0.3, 2])
  func arithmetic(x: Double) {
    let p = Polynomial([1, -2, 0.5]), q = Polynomial([3, 0, 0, 1])
    #expect(abs((p + q)(x) - (p(x) + q(x))) < 1e-12)
    #expect(abs((p - q)(x) - (p(x) - q(x))) < 1e-12)
    #expect(abs((p * q)(x) - p(x) * q(x)) < 1e-12)
    #expect(abs(q.composed(slope: -2, offset: 0.5)(x) - q(0.5 - 2 * x)) < 1e-12)
    #expect(q.derivative == Polynomial([0, 0, 3]))
  }

  @Test("sign changes are found however close", arguments: [1e-2, 1e-4, 1e-6])
  func closeRoots(gap: Double) {
    let roots = [0.3, 0.3 + gap, 0.8]
    let polynomial = roots.reduce(Polynomial([1])) { $0 * Polynomial([-$1, 1]) }
    let found = polynomial.signChanges(in: 0...1)
    #expect(found.count == 3)
    // Rounding of 1e-16 moves one of two roots a gap apart by 1e-16 / gap.
    for (a, b) in zip(found, roots) { #expect(abs(a - b) < 1e-15 / gap) }
  }

  @Test("a root that only touches, and one outside, are none")
  func withoutChange() {
    #expect(Polynomial([0.25, -1, 1]).signChanges(in: 0...1).isEmpty)
    #expect(Polynomial([-2, 1]).signChanges(in: 0...1).isEmpty)
    #expect(Polynomial([3]).signChanges(in: 0...1).isEmpty)
    #expect(Polynomial([]).signChanges(in: 0...1).isEmpty)
  }
}
