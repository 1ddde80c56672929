import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("Square in L2")
struct SquareL2Tests {
  @Test("a bump has length 1, and its halves mirror each other where the side is even", arguments: [1, 2, 3, 6, 7, 29])
  func bump(side: Int) {
    let bump = Bump(side: side, isTransposed: false), turned = Bump(side: side, isTransposed: true)
    #expect(abs(bump.values.reduce(0) { $0 + $1 * $1 } - 1) < 1e-12)
    for y in 0..<side {
      for x in 0..<side {
        #expect(abs(bump.values[y * side + x] - turned.values[x * side + y]) < 1e-15)
        #expect((bump.values[y * side + x] > 0) == (y < side / 2))
      }
    }
    if side % 2 == 0 {
      let half = side * side / 2
      for i in 0..<half { #expect(bump.values[i] == -bump.values[half + i]) }
    }
  }

  /// By hand: above, one row of three pixels with their middle in the centre, of heights 1 + 1/4 and 1/4; below, two rows
  /// with the middle in the second, 1/4 at a distance of 1. Each half then has length 1 / √2.
  @Test("a bump of side 3 is the published one")
  func published() {
    let above = [0.25, 1.25, 0.25], below = [0.25, 0.25, 0.25, 0.25, 1.25, 0.25]
    let expected =
      above.map { $0 / (2 * above.reduce(0) { $0 + $1 * $1 }).squareRoot() }
      + below.map { -$0 / (2 * below.reduce(0) { $0 + $1 * $1 }).squareRoot() }
    #expect(zip(Bump(side: 3, isTransposed: false).values, expected).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test("windows on 32 x 32 pixels have sides 29, 21, 15, 11, 7, 5, 5 and 3; they fit into images of any shape")
  func sides() {
    let sides = [0, 11, 51, 201, 501, 1001, 2001, 4001].map { SquareL2.side(query: $0, height: 32, width: 32) }
    #expect(sides == [29, 21, 15, 11, 7, 5, 5, 3])
    #expect(SquareL2.side(query: 0, height: 1, width: 40) == 1 && SquareL2.side(query: 5000, height: 2, width: 2) == 2)
  }

  /// In the middle of the greys nothing is cut off.
  @Test("every move uses the whole length, and changes the two windows alone")
  func moves() {
    let shape = ImageShape(height: 12, width: 10, channels: 3), grey = [Float](repeating: 0.5, count: shape.count)
    let task = AttackTask(
      image: grey, shape: shape, label: 0, classes: 2, norm: .l2, epsilon: 0.5, seed: 1, index: 0)
    var moves = SquareL2(task), best = grey, next = grey
    moves.start(&next)
    #expect(abs(Norm.l2.distance(grey, next, count: shape.count) - 0.5) < 1e-5)
    for query in 2000..<2100 {
      best = next
      moves.change(best, query: query, into: &next)
      #expect(abs(Norm.l2.distance(grey, next, count: shape.count) - 0.5) < 1e-5)
      // Two windows of side 3; elsewhere the length is kept but for rounding.
      let changed = best.indices.count { abs(best[$0] - next[$0]) > 1e-5 }
      #expect(changed > 0 && changed <= 2 * 9 * 3)
    }
  }

  @Test("needs no gradient, and little more room than attacks that have one")
  func strength() {
    let square = NamedAttack("Square", Square(queries: 2000))
    let gradient = NamedAttack("APGD", APGD(loss: .crossEntropy))
    func right(_ attack: NamedAttack, _ epsilon: Double) -> Int {
      attack.outcomes(AttackRunnerTests.small, AttackRunnerTests.images, .l2, epsilon: epsilon).count { $0.resists }
    }
    // A search without gradients needs more, here no more than half as much again.
    #expect(right(square, 0.08) >= right(gradient, 0.08) && right(square, 0.12) <= right(gradient, 0.08))
  }
}
