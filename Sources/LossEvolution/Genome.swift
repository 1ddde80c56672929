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

  /// The same with λ2, λ3, … divided so that the pull γ_T − γ_N at the null epoch is cross-entropy's, n.
  ///
  /// A loss that does not pull there has no scale and stays as it is.
  static func normalised(_ genome: [Double], classes: Int) -> [Double] {
    let scale = Double(classes) / loss(genome).nullEpoch(classes: classes).pull
    guard scale > 0, scale.isFinite else { return rounded(genome) }
    return rounded(genome.prefix(2) + genome.dropFirst(2).map { $0 * scale })
  }

  static func rounded(_ number: Double) -> Double {
    // The C library rounds decimal digits exactly; a negative zero is a zero.
    (Double(String(format: "%.6e", number)) ?? number) + 0
  }
}
