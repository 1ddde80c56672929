import Testing

@testable import LossLandscapes

@Suite("Spectral density")
struct SpectralDensityTests {
  @Test("has the mass 1 and the mean of the eigenvalues, and stands where they are")
  func moments() throws {
    let values = [-1.0, 0, 0.5, 10]
    let run = try #require(Lanczos(from: [1, 1, 1, 1], steps: 4) { zip($0, values).map { $0 * $1 } })
    let density = SpectralDensity([run, run])
    let step = density.eigenvalues[1] - density.eigenvalues[0]
    let mass = density.density.reduce(0, +) * step
    let mean = zip(density.eigenvalues, density.density).reduce(0) { $0 + $1.0 * $1.1 } * step
    #expect(abs(mass - 1) < 1e-4 && abs(mean - 2.375) < 1e-3)
    #expect(abs(density.weights.reduce(0, +) - 1) < 1e-9 && density.nodes.first! < -0.99 && density.nodes.last! > 9.99)
    // Between 2 and 8 there is nothing.
    let gap = zip(density.eigenvalues, density.density).filter { (2...8).contains($0.0) }.map(\.1)
    #expect(gap.allSatisfy { $0 < 1e-12 })
  }
}
