import Files
import Losses
import Models
import Settings
import Training
import Yams

extension AuditFile.CheckpointEntry {
  /// What an element of the list `checkpoints` says, beside its `normalisation`.
  private struct Draft: Configurable {
    var name: String?
    var file: String?
    var architecture: ArchitectureName?
    var loss: Loss?
    var expectedAccuracy: Double?
    var rename: [String] = []
    var ignore: [String] = []

    static let usual = Draft()

    static let settings: [Setting<Draft>] = [
      Setting("file", \.file, .word, "The model's file.", usual: "none"),
      Setting("name", \.name, .entryName, "Name in results, and of files.", usual: "the file's"),
      Setting("architecture", \.architecture, .architecture, "Its architecture.", usual: "what the file says"),
      Setting("loss", \.loss, .loss, "Loss it was trained with.", usual: "what the file says"),
      Setting(
        "expect_accuracy", \.expectedAccuracy, .from(0, to: 1),
        "Clean accuracy it is known to have; the run ends at another.",
        usual: "none"),
      Setting("rename", \.rename, .list(of: .word, named: "OLD=NEW", none: "none"), "Other names for tensors."),
      Setting("ignore", \.ignore, .list(of: .word, named: "patterns", none: "none"), "Tensors that are left out."),
    ]
  }

  /// Every key, as the README lists them.
  static let keys = Draft.keys() + ["normalisation"]

  /// The same, as a template shows them.
  static var templateKeys: [AuditKey] {
    AuditKey.keys(of: Draft.usual) + [
      AuditKey(
        comment: "normalisation", "Mean and deviation that its images are normalised by.",
        values: "none, standard, measured, or {mean: [...], std: [...]}",
        usual: "what the file says, or the usual constants of the data set")
    ]
  }

  /// Reads the list `checkpoints`. Each element is a file, or a table; paths are relative to the audit file.
  static func list(_ top: YAMLTable) throws -> [AuditFile.CheckpointEntry] {
    let drafts = try (top.list("checkpoints") ?? []).enumerated().map { index, node in
      try draft(node, of: top, at: "checkpoints[\(index)]")
    }
    let names = AuditFile.modelNames(drafts.map { ($0.draft.name, $0.draft.file!) })
    return try zip(drafts, names).map { item, name in
      let (draft, normalisation) = item
      var entry = AuditFile.CheckpointEntry(name: name, file: top.resolved(draft.file!))
      entry.architecture = draft.architecture
      entry.normalisation = normalisation
      entry.loss = draft.loss
      entry.expectedAccuracy = draft.expectedAccuracy
      (entry.rename, entry.ignore) = (draft.rename, draft.ignore)
      do { _ = try entry.tensors() } catch let error as FileError {
        throw top.error(
          "checkpoints", expected: error.expected ?? "OLD=NEW", found: draft.rename.joined(separator: ", "))
      }
      return entry
    }
  }

  func tensors() throws -> TensorChanges { try TensorChanges(renames: rename, ignored: ignore) }

  private static func draft(_ node: Node, of top: YAMLTable, at place: String) throws -> (
    draft: Draft, StatedNormalisation?
  ) {
    var draft = Draft()
    if let word = node.scalar?.string, !word.isEmpty {
      draft.file = word
      return (draft, nil)
    }
    let table = try YAMLTable(node, path: top.path, place: place, keys: keys)
    try table.set(in: &draft)
    guard draft.file != nil else { throw table.error("file", expected: "the model's file") }
    switch table.node("normalisation")?.scalar?.string {
    case "none": return (draft, StatedNormalisation.none)
    case "standard": return (draft, .standard)
    default:
      let source = try AuditFile.DataSection.normalisation(table, beside: "none, standard, ")
      return (draft, source.map { .from($0) })
    }
  }
}
