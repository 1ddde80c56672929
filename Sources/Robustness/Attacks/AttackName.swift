/// The attacks that can be asked for by name.
public enum AttackName: String, Sendable, Codable, CaseIterable {
  case fgsm, pgd
  case apgdCrossEntropy = "apgd-ce"
  case apgdDLR = "apgd-dlr"
  case targetedAPGD = "apgd-t"
  case fab = "fab-t"
  case square
  case autoAttack = "autoattack"

  /// Whether the attack follows any loss that is asked for, and counts every image; the others bring their own, and go on
  /// with the images that the others before them left right.
  public var followsAnyLoss: Bool { self == .fgsm || self == .pgd }

  /// As its authors write it.
  public var title: String {
    switch self {
    case .fgsm, .pgd, .apgdCrossEntropy, .apgdDLR, .targetedAPGD, .fab: rawValue.uppercased()
    case .square: "Square"
    case .autoAttack: "AutoAttack"
    }
  }

  /// What the attack follows where it brings its own.
  public var ownLoss: String {
    switch self {
    case .fgsm, .pgd, .autoAttack: "standard"
    case .apgdCrossEntropy: "cross-entropy"
    case .apgdDLR: "dlr"
    case .targetedAPGD: "targeted dlr"
    case .fab: "boundary"
    case .square: "margin"
    }
  }

  /// The attacks that it makes one after another, each on what is still right: one but for AutoAttack's standard version
  /// (Croce & Hein 2020).
  var parts: [AttackName] {
    self == .autoAttack ? [.apgdCrossEntropy, .targetedAPGD, .fab, .square] : [self]
  }
}

extension AttackBudget {
  /// The attack on single images that `name` is; `loss` is what PGD follows. FGSM has a sweep of its own, and
  /// AutoAttack is its parts.
  func attack(_ name: AttackName, loss: AttackLoss) -> (any Attack)? {
    switch name {
    case .fgsm, .autoAttack: nil
    case .pgd: PGD(loss: loss, steps: pgdSteps, restarts: pgdRestarts)
    case .apgdCrossEntropy: APGD(loss: .crossEntropy, iterations: iterations)
    case .apgdDLR: APGD(loss: .dlr, iterations: iterations)
    case .targetedAPGD: TargetedAPGD(iterations: iterations)
    case .fab: FAB(iterations: iterations)
    case .square: Square(queries: queries)
    }
  }
}
