import Losses
import Testing

@testable import LossEvolution

@Suite("Genome")
struct GenomeTests {
  @Test(
    "a number is rounded to seven significant digits",
    arguments: [
      (0, 0), (1.23456789, 1.234568), (-0.000123456789, -0.0001234568), (98765432.1, 98765430),
    ])
  func digits(number: Double, expected: Double) {
    #expect(Genome.rounded(number) == expected)
    #expect(Genome.rounded(expected) == expected)
  }

  @Test("last bits, by which processors differ, do not survive", arguments: [-0.559322844, 1.2, -3.25, 0.007])
  func lastBits(number: Double) {
    #expect(Genome.rounded(number.nextUp) == Genome.rounded(number))
    #expect(Genome.rounded(number * (1 - 1e-12)) == Genome.rounded(number))
  }

  @Test("zero has one sign")
  func negativeZero() { #expect(Genome.rounded(-0.0).sign == .plus) }

  @Test("a rounded genome's name is short and leads back to it")
  func roundTrip() throws {
    let genome = Genome.rounded((0..<8).map { 1 / Double($0 + 3) })
    let name = Genome.loss(genome).name
    #expect(name.hasPrefix("taylorglo:0.3333333,0.25,0.2,0.1666667,"))
    #expect(try Loss(parsing: name) == Genome.loss(genome))
  }
}
