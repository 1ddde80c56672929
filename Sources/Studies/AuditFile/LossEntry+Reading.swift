import Files
import LossEvolution
import Losses
import Settings
import Training
import Yams

extension AuditFile.LossEntry {
  /// What an element of the list `losses` says, beside its `training` and its `evolve`.
  private struct Draft: Configurable {
    var name: String?
    var loss: Loss?
    var seed = Seed.usual
    var labelSmoothing: Double?

    static let usual = Draft()

    static let settings: [Setting<Draft>] = [
      Setting("name", \.name, .entryName, "Name in results, and of folders.", usual: "the loss"),
      Setting("loss", \.loss, .loss, "Loss to train with.", usual: "none"),
      .seed(\.seed),
      Setting(
        "label_smoothing", \.labelSmoothing, .from(0, below: 1), "Label smoothing α.", usual: "that of the training"),
    ]
  }

  /// Every key of an element, as a template shows them.
  static var templateKeys: [AuditKey] {
    AuditKey.keys(of: Draft.usual) + [
      AuditKey(
        comment: "evolve", "Search for the loss instead.", values: "a table with the keys of evolution, or {}",
        usual: "none"),
      AuditKey(
        comment: "training", "How the models of this loss are trained.", values: "a table with the keys of training",
        usual: "the training above"),
    ]
  }

  /// Reads an element of the list `losses`: a loss by its name, or a table.
  ///
  /// `base` is the study's training, and `evolution` what all its evolutions share.
  init(_ node: Node, of top: YAMLTable, at index: Int, _ base: TrainingDraft, _ evolution: YAMLTable?) throws {
    let place = "losses[\(index)]"
    if let word = node.scalar?.string {
      do { try self.init(word, base) } catch let error as SettingError {
        throw FileError(top.path, at: "line \(node.mark?.line ?? 1): \(place)", "\(error)")
      }
      return
    }
    let table = try YAMLTable(node, path: top.path, place: place, keys: Draft.keys() + ["evolve", "training"])
    guard table.contains("loss") != table.contains("evolve") else {
      throw table.error(
        table.contains("loss") ? "evolve" : "loss", expected: "either \"loss\" or \"evolve\"",
        found: table.contains("loss") ? "both" : "neither")
    }
    var draft = Draft(), own = base
    try table.set(in: &draft)
    try own.read(table)
    let smoothing = draft.labelSmoothing ?? own.labelSmoothing
    let origin: Origin =
      if let loss = draft.loss { .given(Loss(loss.function, labelSmoothing: smoothing)) } else {
        .evolved(try Self.evolution(table, evolution, base), seed: draft.seed, labelSmoothing: smoothing)
      }
    // A loss whose name is no folder's needs another one.
    let name =
      try draft.name
      ?? table.placing {
        try Draft.setting(of: \.name).set(.word(draft.loss?.name ?? ""), in: &draft)
        return draft.name!
      }
    self.init(name: name, origin: origin, training: own.settings)
  }

  /// A plain name is a loss of that name.
  private init(_ word: String, _ base: TrainingDraft) throws {
    var draft = Draft()
    try Draft.setting(of: \.loss).set(.word(word), in: &draft)
    do { try Draft.setting(of: \.name).set(.word(word), in: &draft) } catch let error as SettingError {
      throw SettingError(
        error.key, expected: error.expected, found: error.found, advice: "write {name: my-loss, loss: \"\(word)\"}")
    }
    self.init(
      name: word, origin: .given(Loss(draft.loss!.function, labelSmoothing: base.labelSmoothing)),
      training: base.settings)
  }

  /// One evolution: the keys of the entry, then those of `evolution`, then the defaults.
  private static func evolution(
    _ entry: YAMLTable, _ shared: YAMLTable?, _ base: TrainingDraft
  ) throws -> EvolutionSettings {
    var draft = EvolutionSettings.Draft(training: base.partial)
    if let shared { try draft.read(shared) }
    let own = try entry.table("evolve", keys: EvolutionSettings.Draft.allKeys)!
    try draft.read(own)
    return try own.placing { try draft.resolved() }
  }
}

extension Rule where Value == String {
  /// The name of an entry, which is that of folders too.
  static var entryName: Rule {
    Rule("a name of letters, digits, \"-\", \"_\" and \".\", since it names a folder", placeholder: "name") { name in
      let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
      return isPlain && !name.hasPrefix(".") ? name : nil
    }
  }
}

extension Rule where Value == Loss {
  static var loss: Rule {
    Rule("a loss", placeholder: "loss", text: { $0.name }, parse: { try Loss(parsing: $0) })
  }
}
