/// The attacks that can be asked for by name.
public enum AttackName: String, Sendable, Codable, CaseIterable {
  case fgsm, pgd
  case apgdCrossEntropy = "apgd-ce"
  case apgdDLR = "apgd-dlr"
  case targetedAPGD = "apgd-t"
  case fab = "fab-t"
  case square
  case autoAttack = "autoattack"
  case pma, malt
  case autoAttackPlus = "autoattack+"
  case transfer
  case sigmaZero = "sigma-zero"

  /// All that is known of an attack beside its name: how its authors write it, and how an audit makes it.
  private var facts: (title: String, kind: AttackKind) {
    switch self {
    case .fgsm: ("FGSM", .sweep)
    case .pgd: ("PGD", .search { PGD(loss: $0, steps: $1.pgdSteps, restarts: $1.pgdRestarts) })
    case .apgdCrossEntropy:
      ("APGD-CE", .climb("cross-entropy") { APGD(loss: .crossEntropy, iterations: $0.iterations) })
    case .apgdDLR: ("APGD-DLR", .climb("dlr") { APGD(loss: .dlr, iterations: $0.iterations) })
    case .targetedAPGD: ("APGD-T", .climb("targeted dlr") { TargetedAPGD(iterations: $0.iterations) })
    case .fab: ("FAB-T", .hunt("boundary") { budget, _ in FAB(iterations: budget.iterations) })
    case .square: ("Square", .hunt("margin") { budget, _ in Square(queries: budget.queries) })
    // The standard version (Croce & Hein 2020).
    case .autoAttack: ("AutoAttack", .sequence("standard", [.apgdCrossEntropy, .targetedAPGD, .fab, .square]))
    case .pma: ("PMA", .climb("probability margin") { PMA(iterations: $0.iterations) })
    case .malt:
      (
        "MALT",
        .hunt("targeted dlr") { budget, earlier in
          MALT(iterations: budget.iterations, beyond: earlier.contains(.targetedAPGD) ? TargetedAPGD.usualTargets : 0)
        }
      )
    case .autoAttackPlus:
      ("AutoAttack+", .sequence("plus", [.apgdCrossEntropy, .targetedAPGD, .fab, .square, .pma, .malt]))
    case .transfer:
      (
        "Transfer",
        .replay("cross-entropy of another model") { Unstopped(PGD(loss: .crossEntropy, steps: $0.pgdSteps)) }
      )
    case .sigmaZero:
      (
        "σ-zero",
        .nearest("fewest changed values", in: .l0) { SigmaZero(steps: $0.sigmaZeroSteps ?? SigmaZero.usualSteps) }
      )
    }
  }

  public var title: String { facts.title }
  var kind: AttackKind { facts.kind }

  /// Whether the attack follows any loss that is asked for, and counts every image. The others bring objectives of
  /// their own, and go on with the images that the attacks before them left right.
  public var followsAnyLoss: Bool { objective == nil }
}
