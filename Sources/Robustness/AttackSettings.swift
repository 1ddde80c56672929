public import Settings

/// What models are attacked with.
public struct AttackSettings: Sendable, Codable, Equatable {
  public var attacks: [AttackName] = [.fgsm]
  public var losses: [RequestedLoss] = [.own, .named(.crossEntropy), .named(.dlr)]
  /// Another norm brings its usual strengths: those of the former one mean something else in it.
  public var norm = Norm.linf {
    didSet { if norm != oldValue { epsilons = norm.usualEpsilons } }
  }
  public var epsilons = Norm.linf.usualEpsilons
  public var budget = AttackBudget()
  /// Where attacks lead; `nil` where they lead anywhere away from the labels.
  public var target: Target?
  /// A model whose adversarial images are tried on the others; `nil` for none.
  public var transferFrom: String?
  /// Whether attacked images are counted as 8-bit files hold them, too; `nil` means no.
  public var quantise: Bool?
  /// How many images of each attack and strength are written as PNG; `nil` for none.
  public var savePNG: Int?
  /// Test images attacked, the first of the file; `nil` for all.
  public var limit: Int?

  public init() {}

  /// As audit files name them.
  enum CodingKeys: String, CodingKey {
    case attacks, losses, norm, epsilons, budget, target, quantise, limit
    case savePNG = "save_png"
    case transferFrom = "transfer_from"
  }

  /// The attacks on one model.
  public func audit(classNames: [String]) -> Audit {
    let adds = transferFrom != nil && !attacks.contains(.transfer)
    var audit = Audit(attacks: attacks + (adds ? [.transfer] : []), epsilons: epsilons, norm: norm, losses: losses)
    audit.budget = budget
    audit.target = target
    audit.quantise = quantise ?? false
    audit.pictures = savePNG ?? 0
    audit.limit = limit
    audit.classNames = classNames
    return audit
  }
}

extension Audit {
  /// The random numbers that an audit takes where a user sets `seed`.
  ///
  /// `Seed.usual` has those of 0, under which studies attack their models: by default a command and a study agree.
  public static func stream(of seed: UInt64) -> UInt64 { seed == Seed.usual ? 0 : seed }
}

extension AttackSettings: Configurable {
  public static let usual = AttackSettings()

  public static let settings: [Setting<AttackSettings>] =
    [
      Setting(
        "attacks", \.attacks,
        .list(of: .choice, named: "some of \(AttackName.allCases.map(\.rawValue).joined(separator: ", "))"), "Attacks."),
      Setting(
        "losses", \.losses, .list(of: .attackLoss, named: "own, dlr, margin or losses", cutAt: nil),
        "Loss whose gradient FGSM and PGD follow; own is what the model was trained with.", flag: "attack-loss",
        as: "loss", usual: "own where the checkpoint names it, cross-entropy and dlr"),
      Setting(
        "norm", \.norm, .choice,
        "What ε measures: linf, the largest change of a pixel; l2, the Euclidean length of the change; l1, the sum of all changes; l0, how many values change, a value being one channel of one pixel.",
        as: "norm"),
      Setting(
        "epsilons", \.epsilons, rule: { .list(of: .strength($0.norm), named: "attack strengths such as 0,8/255") },
        "Attack strengths ε in pixel units.", as: "list",
        usual: Norm.allCases.map { "\($0.usualEpsilons.map(\.text).joined(separator: ",")) in \($0.title)" }
          .joined(separator: "; ")),
    ]
    + AttackBudget.settings.map { $0.within(\.budget, table: "budget") }
    + [
      Setting(
        "target", \.target, .target,
        "Class to which attacks lead every image, by name or number; or each image's least likely one, or a random one.",
        usual: "none"),
      Setting(
        "transfer_from", \.transferFrom, .word,
        "Model whose adversarial images are tried on this one: a file, or in an audit file the name of one of its models.",
        as: "model", usual: "none"),
      Setting(
        "quantise", \.quantise, .boolean, "Count attacked images as 8-bit files hold them, too.", usual: "false"),
      Setting(
        "save_png", \.savePNG, .whole(1...10_000),
        "Write the first N images that are right without attack, as each attack leaves them at each ε, as PNG.",
        usual: "none"),
      Setting(
        "limit", \.limit, .whole(1...Int.max),
        "Use the first N test images. A folder's come class by class; audit --set dataset.test=N takes N from every class in proportion.",
        usual: "all"),
    ]

  /// Throws a `SettingError` where an attack cannot do what another setting asks of it.
  public func requireFit() throws {
    let rigid = attacks.filter { !$0.isSteered }.map(\.rawValue).joined(separator: ", ")
    let steered = AttackName.allCases.filter(\.isSteered).map(\.rawValue).joined(separator: ", ")
    if attacks.contains(.transfer), transferFrom == nil {
      throw SettingError("attacks", expected: "transfer_from beside transfer", found: "none")
    }
    let made = attacks + (transferFrom == nil ? [] : [.transfer])
    if let misfit = made.first(where: { !$0.norms.contains(norm) }) {
      let others = made.filter { $0.norms == misfit.norms && !$0.norms.contains(norm) }
      throw SettingError(
        "norm",
        expected: misfit.norms.map(\.rawValue).joined(separator: " or ")
          + " with \(others.map(\.rawValue).joined(separator: ", "))", found: norm.rawValue,
        advice: "attacks in \(norm.title) are "
          + AttackName.allCases.filter { $0.norms.contains(norm) }.map(\.rawValue).joined(separator: ", "))
    }
    guard let target, !rigid.isEmpty else { return }
    throw SettingError(
      "target", expected: "none with \(rigid)", found: target.text, advice: "attacks with a target are \(steered)")
  }
}

extension AttackSettings {
  /// Throws a `SettingError` where the attacks would not be the same for `count` models that are compared.
  public func requireFit(models count: Int) throws {
    guard count > 1, target == .leastLikely else { return }
    throw SettingError(
      "target", expected: "a class or random for \(count == 2 ? "two" : "\(count)") models",
      found: "\(Target.leastLikely.text), which differs between them")
  }
}

extension Rule where Value == Epsilon {
  /// An attack strength in `norm`.
  public static func strength(_ norm: Norm = .linf) -> Rule {
    Rule(norm.strengths, placeholder: "ε", text: { $0.text }, parse: { try Epsilon(parsing: $0, norm: norm) })
  }
}

extension Rule where Value == RequestedLoss {
  static var attackLoss: Rule { Rule("a loss", placeholder: "loss", parse: { try RequestedLoss(parsing: $0) }) }
}
