import Datasets
import Files
import Foundation
import LossEvolution
import Losses
import Models
import Robustness
import Training
import Yams

extension AuditFile {
  /// Reads an audit file; `overrides` are `key=value` pairs such as `training.epochs=2` or `losses.baikal.training.epochs=3`.
  ///
  /// Unknown or misspelt keys, and values out of range, are `FileError`s naming the line and the nearest valid key;
  /// where an override is at fault, the error's path is `--set key=value`.
  public static func read(_ path: String, overrides: [String] = []) throws -> AuditFile {
    let text = String(decoding: try AtomicFile.read(path), as: UTF8.self)
    return try parse(text, path: path, overrides: overrides)
  }

  static func parse(_ text: String, path: String, overrides: [String] = []) throws -> AuditFile {
    let node: Node
    do {
      guard let composed = try Yams.compose(yaml: text) else { throw FileError(path, "is empty", expected: "an audit") }
      node = composed
    } catch let error as YamlError {
      throw FileError(path, "not YAML: \("\(error)".trimmingCharacters(in: .whitespacesAndNewlines))")
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
      } catch let own as FileError where own.problem == error.problem && own.found == error.found {
        return FileError(
          "--set \(override.text)", error.problem, expected: error.expected, found: error.found, advice: error.advice)
      } catch { continue }
    }
    return error
  }

  private static func audit(_ node: Node, _ path: String) throws -> AuditFile {
    let top = try YAMLTable(
      node, path: path, place: "",
      keys: [
        "name", "dataset", "architecture", "training", "evolution", "seeds", "losses", "attack", "slices", "precise",
        "executor", "formats",
      ])
    let training = try training(top.table("training", keys: trainingKeys), base: TrainingSection())
    let evolution = top.node("evolution")
    // Its mistakes are found even where no loss is evolved.
    _ = try evolution.map {
      try evolve(
        YAMLTable($0, path: path, place: "evolution", keys: evolveKeys),
        EvolutionSettings(objective: .accuracy, training: training.settings))
    }
    let seeds = try top.nonEmptyStrings("seeds")?.map { text in
      guard let seed = UInt64(text) else { throw top.error("seeds", expected: "whole numbers from 0", found: text) }
      return seed
    }
    guard Set(seeds ?? [1]).count == (seeds ?? [1]).count else {
      throw top.error("seeds", expected: "different seeds", found: "one of them twice")
    }
    guard let entries = top.list("losses"), !entries.isEmpty else {
      throw top.error("losses", expected: "a list of losses")
    }
    let losses = try entries.enumerated().map { index, node in
      try lossEntry(node, path, "losses[\(index)]", training, evolution)
    }
    for (index, entry) in losses.enumerated() where losses[..<index].contains(where: { $0.name == entry.name }) {
      throw top.error("losses", expected: "different names", found: "\(entry.name) twice")
    }
    let architecture = try architecture(
      top,
      trainings: [training.settings] + losses.flatMap { [$0.training] + ($0.evolution.map { [$0.training] } ?? []) })
    let name = try top.string("name") ?? "audit"
    guard !name.contains("/"), !name.hasPrefix(".") else {
      throw top.error("name", expected: "a name without \"/\" and no \".\" in front, since it names a folder")
    }
    return AuditFile(
      name: name, dataset: try data(top), architecture: architecture, training: training.settings,
      seeds: seeds ?? [1], losses: losses, attack: try attack(top), slices: try slices(top),
      precise: try top.boolean("precise") ?? false, executor: try top.choice("executor", Executor.self) ?? .local,
      formats: try top.nonEmptyStrings("formats")?.map { try top.choice("formats", OutputFormat.self, of: $0) } ?? [
        .png
      ])
  }

  private static func architecture(_ top: YAMLTable, trainings: [TrainingSettings]) throws -> ArchitectureName {
    let text = try top.string("architecture") ?? "all-cnn-mini"
    let name: ArchitectureName
    do { name = try ArchitectureName(parsing: text) } catch let error as FileError {
      throw top.error("architecture", expected: error.expected ?? "an architecture", found: text, advice: error.advice)
    }
    if !name.takesDropout, let dropout = trainings.lazy.compactMap(\.dropout).first {
      throw top.error(
        "architecture", expected: "wrn-D-K, since dropout is set to \(dropout)", found: text,
        advice: "the others have the dropout of their publications; of the recipes those for wrn set one")
    }
    return name
  }

  private static func data(_ top: YAMLTable) throws -> DataSection {
    let table = try top.table(
      "dataset", keys: ["name", "folder", "training", "validation", "test", "normalisation", "extra"])
    let dataset = try table?.choice("name", DatasetName.self) ?? .fashionMNIST
    let folder = try table?.string("folder").map { folder in
      if folder.hasPrefix("/") { return folder }
      let base = URL(fileURLWithPath: top.path).deletingLastPathComponent()
      return URL(fileURLWithPath: folder, relativeTo: base).standardizedFileURL.path
    }
    let extra = try table?.boolean("extra")
    if let table, extra != nil, !dataset.hasExtra {
      throw table.error("extra", expected: "the data set svhn, which alone has extra images", found: dataset.rawValue)
    }
    return DataSection(
      name: dataset, folder: folder, training: try table?.integer("training", in: 1...Int.max),
      validation: try table?.integer("validation", in: 1...Int.max) ?? 1000,
      test: try table?.integer("test", in: 1...Int.max), normalisation: try table.flatMap(normalisation),
      extra: dataset.hasExtra ? extra ?? false : nil)
  }

  private static func normalisation(_ data: YAMLTable) throws -> NormalisationSource? {
    guard let node = data.node("normalisation") else { return nil }
    if node.scalar?.string == "measured" { return .measured }
    guard node.mapping != nil, let table = try data.table("normalisation", keys: ["mean", "std"]) else {
      throw data.error("normalisation", expected: "measured, or the numbers {mean: [0.5], std: [0.25]}")
    }
    func numbers(_ key: String, _ expected: String, _ isValid: (Float) -> Bool) throws -> [Float] {
      let numbers = try table.strings(key)?.map { Float($0) ?? .nan } ?? []
      guard !numbers.isEmpty, numbers.allSatisfy({ $0.isFinite && isValid($0) }) else {
        throw table.error(key, expected: expected)
      }
      return numbers
    }
    return .given(
      Normalisation(
        mean: try numbers("mean", "a number for each channel") { _ in true },
        standardDeviation: try numbers("std", "a number above 0 for each channel") { $0 > 0 }))
  }

  private static func lossEntry(
    _ node: Node, _ path: String, _ place: String, _ base: TrainingSection, _ evolution: Node?
  ) throws -> LossEntry {
    // A plain name is a loss of that name.
    if let name = node.scalar?.string {
      let loss: Loss
      do { loss = try Loss(parsing: name, labelSmoothing: base.labelSmoothing) } catch var error as FileError {
        let within = [place, error.path, error.place].compactMap { $0 }.joined(separator: ": ")
        (error.path, error.place) = (path, "line \(node.mark?.line ?? 1): \(within)")
        throw error
      }
      guard isFolderName(name) else {
        throw FileError(
          path, at: "line \(node.mark?.line ?? 1)", "\(place) needs a name of its own", expected: folderName,
          found: "\"\(name)\"", advice: "write {name: my-loss, loss: \"\(name)\"}")
      }
      return LossEntry(name: name, origin: .given(loss), training: base.settings)
    }
    let table = try YAMLTable(
      node, path: path, place: place, keys: ["name", "loss", "evolve", "seed", "label_smoothing", "training"])
    guard table.contains("loss") != table.contains("evolve") else {
      throw table.error(
        table.contains("loss") ? "evolve" : "loss", expected: "either \"loss\" or \"evolve\"",
        found: table.contains("loss") ? "both" : "neither")
    }
    let training = try training(table.table("training", keys: trainingKeys), base: base)
    let ownSmoothing = try smoothingValue(table) ?? training.labelSmoothing
    let loss = try table.string("loss").map { text in
      do { return try Loss(parsing: text, labelSmoothing: ownSmoothing) } catch let error as FileError {
        throw table.error(
          "loss", expected: error.expected ?? error.problem, found: error.found ?? "\"\(text)\"", advice: error.advice)
      }
    }
    guard let name = try table.string("name") ?? loss?.name, isFolderName(name) else {
      throw table.error("name", expected: folderName)
    }
    let origin: LossEntry.Origin =
      if let loss { .given(loss) } else {
        .evolved(
          try evolve(table.node("evolve")!, table, evolution, base), seed: try table.seed("seed") ?? 1,
          labelSmoothing: ownSmoothing)
      }
    return LossEntry(name: name, origin: origin, training: training.settings)
  }

  private static let folderName = "a name of letters, digits, \"-\", \"_\" and \".\", since it names a folder"

  private static func isFolderName(_ name: String) -> Bool {
    name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) } && !name.hasPrefix(".")
  }

  private static let evolveKeys = [
    "objective", "epsilon", "order", "population", "generations", "sigma", "invariant", "training", "training_images",
    "initialisations", "fresh_seeds", "retries", "retry_below", "retry_epoch", "finalists", "finalist_seeds",
    "finalist_epochs",
  ]

  /// One evolution: the keys of the entry, then those of `evolution`, then the defaults.
  private static func evolve(
    _ node: Node, _ entry: YAMLTable, _ shared: Node?, _ base: TrainingSection
  ) throws -> EvolutionSettings {
    var partial = base.settings
    partial.epochs = base.partialEpochs
    partial.schedule.dropAfter = []
    var settings = EvolutionSettings(objective: .accuracy, training: partial)
    let tables = [
      try shared.map { try YAMLTable($0, path: entry.path, place: "evolution", keys: evolveKeys) },
      try YAMLTable(node, path: entry.path, place: entry.path(to: "evolve"), keys: evolveKeys),
    ].compactMap(\.self)
    for table in tables { settings = try evolve(table, settings) }
    if !tables.contains(where: { $0.contains("objective") }) {
      settings.objective = .usual(isRobust: settings.epsilon != nil)
    }
    if !settings.objective.isRobust { settings.epsilon = nil }
    guard !settings.objective.isRobust || settings.epsilon != nil else {
      throw tables.last!.error(
        "epsilon", expected: "an attack strength such as 8/255, since the objective is \(settings.objective.rawValue)")
    }
    return settings
  }

  private static func evolve(_ table: YAMLTable, _ base: EvolutionSettings) throws -> EvolutionSettings {
    var settings = base
    settings.objective = try table.choice("objective", EvolutionObjective.self) ?? base.objective
    settings.epsilon = try epsilon(table, "epsilon") ?? base.epsilon
    settings.order = try table.integer("order", in: 1...6) ?? base.order
    settings.populationSize = try table.integer("population", in: 2...10_000) ?? base.populationSize
    settings.generations = try table.integer("generations", in: 1...100_000) ?? base.generations
    settings.sigma = try table.number("sigma", expected: "a number above 0") { $0 > 0 } ?? base.sigma
    settings.invariant = try table.choice("invariant", Invariant.self) ?? base.invariant
    settings.training =
      try table.table("training", keys: partialTrainingKeys).map { try self.settings($0, base: base.training) }
      ?? base.training
    settings.trainingImages = try table.integer("training_images", in: 1...Int.max) ?? base.trainingImages
    settings.initialisations = try table.integer("initialisations", in: 1...100) ?? base.initialisations
    settings.freshSeeds = try table.boolean("fresh_seeds") ?? base.freshSeeds
    settings.retries = try table.integer("retries", in: 0...100) ?? base.retries
    settings.retryBelow =
      try table.number("retry_below", expected: "an accuracy from 0 to 1") { $0 >= 0 && $0 <= 1 }
      ?? base.retryBelow
    settings.retryEpoch = try table.integer("retry_epoch", in: 1...100_000) ?? base.retryEpoch
    settings.finalists = try table.integer("finalists", in: 0...1000) ?? base.finalists
    settings.finalistSeeds = try table.integer("finalist_seeds", in: 1...1000) ?? base.finalistSeeds
    settings.finalistEpochs = try table.integer("finalist_epochs", in: 1...100_000) ?? base.finalistEpochs
    return settings
  }

  private static func slices(_ top: YAMLTable) throws -> SliceSection {
    let table = try top.table("slices", keys: ["seed", "limit", "one_dimensional", "two_dimensional"])
    func grid(_ key: String, points: Int) throws -> SliceSection.Grid {
      let grid = try table?.table(key, keys: ["points", "range"])
      let range = try grid?.strings("range")?.map { Double($0) ?? .nan } ?? [-1, 1]
      guard range.count == 2, range.allSatisfy(\.isFinite), range[0] < range[1] else {
        throw grid!.error("range", expected: "two numbers, the smaller first, such as [-1, 1]", found: "\(range)")
      }
      return .init(points: try grid?.integer("points", in: 0...10_001) ?? points, range: range)
    }
    return SliceSection(
      seed: try table?.seed("seed") ?? 1, limit: try table?.integer("limit", in: 1...Int.max),
      oneDimensional: try grid("one_dimensional", points: 51), twoDimensional: try grid("two_dimensional", points: 0))
  }
}
