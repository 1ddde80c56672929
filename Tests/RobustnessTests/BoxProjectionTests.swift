import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("Projection onto a hyperplane in the box")
struct BoxProjectionTests {
  private func project(
    _ point: [Float], _ normal: [Float], _ distance: Double, _ norm: Norm = .linf
  ) -> (step: [Float], length: Double) {
    var step = [Float](repeating: 0, count: point.count)
    let length = BoxProjection(
      from: point, normal: normal, distance: distance, count: point.count, norm: norm, step: &step
    ).length
    return (step, length)
  }

  private func dot(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }

  @Test("far from the box's walls, every coordinate moves by distance / ‖w‖₁")
  func free() {
    let (step, length) = project([0.5, 0.5, 0.5, 0.5], [1, -2, 0, 1], 0.4)
    #expect(zip(step, [0.1, -0.1, 0, 0.1]).allSatisfy { abs($0 - $1) < 1e-7 } && abs(length - 0.1) < 1e-7)
    #expect(project([0.5, 0.5, 0.5, 0.5], [1, -2, 0, 1], -0.4).step == step.map { -$0 })
  }

  @Test("a coordinate at its wall stays, and the others go further")
  func wall() {
    // 0.9 + 0.1 and 0.5 + λ: 0.1 + λ = 0.4.
    let (step, length) = project([0.9, 0.5], [1, 1], 0.4)
    #expect(abs(step[0] - 0.1) < 1e-7 && abs(step[1] - 0.3) < 1e-6 && length == Double(step[1]))
  }

  @Test("where the box does not reach the hyperplane, everything moves to its wall")
  func infeasible() {
    #expect(project([0.25, 0.5, 1], [1, -1, 1], 5).step == [0.75, -0.5, 0])
    #expect(project([0.25, 0.5], [0, 0], 1).length == 0)
    #expect(project([0.25, 0.5], [1, 1], 0).length == 0)
  }

  /// Float32 sums of 300 products of size 1 err by 1e-5; no shorter λ reaches the plane.
  @Test(
    "reaches random hyperplanes inside the box, with one λ for all that are free", arguments: 0..<20 as Range<UInt64>)
  func random(seed: UInt64) {
    let numbers = SampleNumbers.floats(600, seed: seed, scale: 1)
    let point = (0..<300).map { min(max(0.5 + numbers[$0] / 2, 0), 1) }
    let normal = (300..<600).map { numbers[$0] }
    let room = zip(point, normal).reduce(0.0) { $0 + Double(abs($1.1) * ($1.1 > 0 ? 1 - $1.0 : $1.0)) }
    let (step, length) = project(point, normal, 0.6 * room)
    #expect(abs(dot(step, normal) - 0.6 * room) < 1e-4)
    for i in point.indices {
      #expect(point[i] + step[i] >= -1e-7 && point[i] + step[i] <= 1 + 1e-7)
      let wall = normal[i] > 0 ? 1 - point[i] : point[i]
      #expect(abs(step[i]) == min(Float(length), wall) || normal[i] == 0)
    }
  }

  @Test("in L2 the step is along the normal, by distance / ‖w‖₂")
  func freeInL2() {
    let (step, length) = project([0.5, 0.5, 0.5, 0.5], [1, -2, 0, 1], 0.6, .l2)
    #expect(zip(step, [0.1, -0.2, 0, 0.1]).allSatisfy { abs($0 - $1) < 1e-7 })
    #expect(abs(length - 0.6 / 6.0.squareRoot()) < 1e-7)
  }

  /// The conditions of Karush, Kuhn and Tucker: the gradient of ½ ‖δ‖² is a multiple of the normal wherever no wall holds.
  @Test("in L2, nothing else in the box reaches the plane with less", arguments: 0..<20 as Range<UInt64>)
  func optimal(seed: UInt64) {
    let numbers = SampleNumbers.floats(600, seed: seed, scale: 1)
    let point = (0..<300).map { min(max(0.5 + numbers[$0] / 2, 0), 1) }
    let normal = (300..<600).map { numbers[$0] }
    let room = zip(point, normal).reduce(0.0) { $0 + Double(abs($1.1) * ($1.1 > 0 ? 1 - $1.0 : $1.0)) }
    let (step, length) = project(point, normal, 0.6 * room, .l2)
    #expect(abs(dot(step, normal) - 0.6 * room) < 1e-4)
    #expect(abs(length - dot(step, step).squareRoot()) < 1e-6)
    let ratios = point.indices.compactMap { i -> Float? in
      let wall = normal[i] > 0 ? 1 - point[i] : point[i]
      #expect(abs(step[i]) <= wall)
      return abs(step[i]) < wall ? step[i] / normal[i] : nil
    }
    #expect(ratios.count > 50 && ratios.max()! - ratios.min()! < 1e-5 * ratios.max()!)
  }
}
