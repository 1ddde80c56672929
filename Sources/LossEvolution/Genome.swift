import Foundation
import Losses

/// A genome is the vector of a TaylorGLO loss's parameters, λ0, λ1, λ2, …, as it is.
enum Genome {
  static func loss(_ genome: [Double]) -> Loss {
    guard let polynomial = TaylorGLO(parameters: genome) else {
      preconditionFailure("no Taylor polynomial has \(genome.count) parameters")
    }
    return Loss(polynomial)
  }

  /// Every number to seven significant decimal digits, about the precision of the `Float` in which networks compute.
  ///
  /// CMA-ES samples through LAPACK, whose last bits depend on the processor. What is rounded is the same everywhere,
  /// so a search leads to the same losses on every machine; and the losses' names are short.
  static func rounded(_ genome: [Double]) -> [Double] { genome.map(rounded) }

  static func rounded(_ number: Double) -> Double {
    // The C library rounds decimal digits exactly; a negative zero is a zero.
    (Double(String(format: "%.6e", number)) ?? number) + 0
  }
}
