import Foundation
import TestSupport
import Testing

@testable import LossLandscapes

@Suite("Lanczos")
struct LanczosTests {
  /// Q D Qᵀ with a Householder reflection Q: the eigenvalues are those of D.
  static func product(_ eigenvalues: [Double], _ v: [Double]) -> [Double] {
    let n = eigenvalues.count, u = SampleNumbers.normals(n, seed: 3)
    func reflected(_ x: [Double]) -> [Double] {
      let factor = 2 * u.dot(x) / u.dot(u)
      return zip(x, u).map { $0 - factor * $1 }
    }
    return reflected(zip(reflected(v), eigenvalues).map { $0 * $1 })
  }

  static let eigenvalues = (0..<40).map { pow(0.8, Double($0)) * 100 } + [-7, 0, 0, 0]

  @Test("outer eigenvalues are found to the digits of the stored vectors, with residuals that bound their errors")
  func outer() throws {
    let start = SampleNumbers.normals(44, seed: 1)
    let lanczos = Lanczos(from: start, steps: 30) { Self.product(Self.eigenvalues, $0) }
    let values = try #require(lanczos).values, residuals = try #require(lanczos).residuals
    for (index, expected) in [100.0, 80, 64].enumerated() {
      let place = values.count - 1 - index
      #expect(abs(values[place] - expected) < 1e-4 && abs(values[place] - expected) <= residuals[place] + 1e-4)
    }
    #expect(abs(values[0] + 7) < 1e-4)
    #expect(abs(try #require(lanczos).weights.reduce(0, +) - 1) < 1e-12)
  }

  @Test("a vector of length 1 belongs to each value")
  func vector() throws {
    let start = SampleNumbers.normals(44, seed: 2)
    let lanczos = try #require(Lanczos(from: start, steps: 30) { Self.product(Self.eigenvalues, $0) })
    let vector = lanczos.vector(29), image = Self.product(Self.eigenvalues, vector)
    #expect(abs(vector.norm - 1) < 1e-12)
    #expect(zip(image, vector).map { $0 - 100 * $1 }.norm < 1e-3)
  }

  @Test("all steps give all eigenvalues, and it ends where the start has no more")
  func whole() throws {
    let values = (1...6).map(Double.init)
    let all = try #require(Lanczos(from: [1, 1, 1, 1, 1, 1], steps: 50) { zip($0, values).map { $0 * $1 } })
    #expect(all.values.count == 6 && zip(all.values, values).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(all.weights.allSatisfy { abs($0 - 1.0 / 6) < 1e-5 })
    let few = try #require(Lanczos(from: [1, 0, 1, 0, 0, 0], steps: 50) { zip($0, values).map { $0 * $1 } })
    #expect(few.values.count == 2)
  }

  @Test("products that are not finite give nothing")
  func notFinite() {
    #expect(Lanczos(from: [1, 1], steps: 2) { _ in [.nan, 1] } == nil)
    #expect(Lanczos(from: [0, 0], steps: 2) { $0 } == nil)
  }
}
