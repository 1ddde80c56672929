public import Charts
import Files
import Foundation
import LossEvolution
import Robustness
import Settings
import Training
import Yams

extension AuditFile {
  /// Reads an audit file; `overrides` are `key=value` pairs such as `training.epochs=2` or `losses.baikal.training.epochs=3`.
  ///
  /// Unknown or misspelt keys, and values out of range, are `FileError`s naming the line and the nearest valid key;
  /// where an override is at fault, the error's path is `--set key=value`.
  public static func read(_ path: String, overrides: [String] = []) throws -> AuditFile {
    try parse(AtomicFile.read(path), path: path, overrides: overrides)
  }

  /// The formats of charts that a resolved audit file, such as that in the results of a run, asks for. A text that
  /// cannot be read, such as one of another version, asks for PNG.
  public static func chartFormats(in text: String) -> [ChartFormat] {
    (try? parse(text, path: "audit.yaml"))?.formats ?? [.png]
  }

  static func parse(_ text: String, path: String, overrides: [String] = []) throws -> AuditFile {
    try parse(Data(text.utf8), path: path, overrides: overrides)
  }

  private static func parse(_ data: Data, path: String, overrides: [String]) throws -> AuditFile {
    guard let node = try BoundedYAML.node(data, path: path) else {
      throw FileError(path, "is empty", expected: "an audit")
    }
    let parsed = try overrides.map { try Override($0) }
    do { return try audit(try parsed.reduce(node) { try $1.applied(to: $0) }, path) } catch let error as FileError {
      throw blamed(error, parsed, node, path)
    }
  }

  /// `error` as one of the override that brings it about, since a line number says nothing then.
  private static func blamed(_ error: FileError, _ overrides: [Override], _ node: Node, _ path: String) -> FileError {
    guard !overrides.isEmpty, (try? audit(node, path)) != nil else { return error }
    var changed = node
    for override in overrides {
      do {
        changed = try override.applied(to: changed)
        _ = try audit(changed, path)
      } catch let own as FileError where own.problem == error.problem && own.place == error.place {
        // The place is a line, and the key where one is at fault.
        let key = error.place?.split(separator: ": ", maxSplits: 1).dropFirst().first.map(String.init)
        return FileError(
          "--set \(override.text)", at: key == override.key ? nil : key, error.problem, expected: error.expected,
          found: error.found, advice: error.advice)
      } catch { continue }
    }
    return error
  }

  /// The audit after `overrides`, as a file's are.
  public func overridden(by overrides: [String]) throws -> AuditFile {
    try Self.parse(yaml(), path: "the audit", overrides: overrides)
  }

  private static func audit(_ node: Node, _ path: String) throws -> AuditFile {
    let top = try YAMLTable(
      node, path: path, place: "", keys: keys() + ["dataset", "training", "evolution", "losses", "checkpoints"])
    var audit = AuditFile()
    try top.set(in: &audit)
    let attack = try top.table("attack", keys: AttackSettings.keys())
    try attack?.placing { try audit.attack.requireFit() }
    try top.table("sharpness", keys: SharpnessSection.keys())?.placing { try audit.sharpness.requireFit() }
    guard Set(audit.seeds).count == audit.seeds.count else {
      throw top.error("seeds", expected: "different seeds", found: "one of them twice")
    }
    try audit.dataset.read(top)
    var training = TrainingDraft()
    try training.read(top)
    audit.training = training.settings
    let evolution = try top.table("evolution", keys: EvolutionSettings.Draft.allKeys)
    // Its mistakes are found even where no loss is evolved.
    if let evolution {
      var draft = EvolutionSettings.Draft(training: training.partial)
      try draft.read(evolution)
    }
    audit.checkpoints = try CheckpointEntry.list(top)
    let entries = top.list("losses") ?? []
    guard !entries.isEmpty || !audit.checkpoints.isEmpty else {
      throw top.error("losses", expected: "a list of losses, or of checkpoints")
    }
    audit.losses = try entries.enumerated().map { index, node in
      try LossEntry(node, of: top, at: index, training, evolution)
    }
    let names = audit.losses.map { ("losses", $0.name) } + audit.checkpoints.map { ("checkpoints", $0.name) }
    for (index, (list, name)) in names.enumerated() where names[..<index].contains(where: { $0.1 == name }) {
      throw top.error(list, expected: "different names", found: "\(name) twice")
    }
    if let sibling = audit.attack.transferFrom, !names.contains(where: { $0.1 == sibling }) {
      throw attack!.error(
        "transfer_from", expected: "one of the audit's models: \(names.map(\.1).joined(separator: ", "))",
        found: "\"\(sibling)\"", advice: NearestName.of(sibling, in: names.map(\.1)).map { "did you mean \($0)?" })
    }
    try attack?.placing { try audit.attack.requireFit(models: audit.models.count) }
    if audit.losses.isEmpty { try requireNothingOfTrainings(top) }
    if audit.dataset.classes != nil, !audit.losses.isEmpty {
      throw top.error(
        "losses", expected: "none beside dataset.classes", found: "\(audit.losses.count)",
        advice: "models that are trained have the classes in the order of the data")
    }
    let trainings =
      [audit.training] + audit.losses.flatMap { [$0.training] + ($0.evolution.map { [$0.training] } ?? []) }
    for training in trainings { try top.placing { try training.requireFit(to: audit.architecture) } }
    return audit
  }

  /// Throws for what would be taken to hold for models that are given, and holds for trained ones alone.
  private static func requireNothingOfTrainings(_ top: YAMLTable) throws {
    let data = try top.table("dataset", keys: DataSection.keys() + ["normalisation"])
    for (table, key) in [(top, "architecture"), (data, "normalisation")] where table?.contains(key) == true {
      throw table!.error(
        key, expected: "nothing, since nothing is trained", advice: "say it of each of the checkpoints")
    }
  }
}
