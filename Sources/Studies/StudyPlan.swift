import Certification
import Files
import Foundation
import LossEvolution
import Robustness
import Training

/// A study in words, for `--dry-run`: what is to do, and what a former start has done already.
public struct StudyPlan {
  private let audit: AuditFile
  /// The folder of the run that a start would go on with; `nil` where it would begin.
  private let folder: String?

  /// Throws what a start in `folder` would throw at once: where the folder is not a run's, or its run is of another
  /// audit, of other data or in use. Nothing is touched. `fresh` is said of a start that moves a former run aside.
  public init(_ audit: AuditFile, in folder: String, fresh: Bool = false) throws {
    self.audit = audit
    self.folder = try RunFolder.holdsRun(folder, of: audit, fresh: fresh) && !fresh ? folder : nil
    guard self.folder != nil else { return }
    let data = try StudyData(audit)
    let network = audit.trains ? try data.network(audit.architecture, audit.training) : nil
    try data.requireClass(audit.attack.target)
    _ = try RunRecord.starting(
      RunRecord.identity(data, network), dataDigest: data.digest, seeds: audit.trains ? audit.seeds : [],
      on: .current(dataFolder: data.folder, threads: 1), in: "\(folder)/\(RunLayout.record)")
  }

  /// Whether data and models were looked at, which is only needed to go on with a run.
  public var hasReadData: Bool { folder != nil }

  /// Where the run stands, in words that follow the folder's name; empty where it has not begun.
  public var standing: String {
    guard folder != nil else { return "" }
    let tasks = StudyStage.all(of: audit).flatMap(\.tasks).filter { $0 != .report }
    return tasks.allSatisfy(isDone) ? "; all is done there but the report, which is written anew" : "; goes on there"
  }

  /// A line for each search, and one for each further stage that has tasks.
  public var lines: [String] {
    let part = audit.dataset.test.map { "take \($0.counted("test image")), from every class in proportion" }
    return [part].compactMap { $0 } + stages
  }

  private var stages: [String] {
    StudyStage.all(of: audit).filter { !$0.tasks.isEmpty }.flatMap { stage in
      switch stage.name {
      case .evolution: audit.losses.compactMap(search)
      case .training: ["train \(models(stage)): \(losses), seeds \(list(audit.seeds))\(done(stage.tasks))"]
      case .attacks: ["attack \(models(stage)): \(attacks)\(done(stage.tasks))"]
      case .damage: ["damage \(models(stage)): \(list(audit.damage.kinds.map(\.name)))\(done(stage.tasks))"]
      case .certification:
        ["certify \(models(stage)) at L∞ ε \(list(audit.certify.epsilons.map(\.text)))\(done(stage.tasks))"]
      case .slices:
        [
          "slice \(models(stage)): \(audit.slices.points(.line).counted("point")) on a line, "
            + "\(audit.slices.points(.plane)) on a plane\(done(stage.tasks))"
        ]
      case .sharpness:
        [
          "measure the sharpness of \(models(stage)) on \(audit.sharpness.limit.counted("image"))\(done(stage.tasks))"
        ]
      case .report: ["write charts, \(RunLayout.results), \(RunLayout.table) and \(RunLayout.report)"]
      }
    }
  }

  private func search(_ entry: AuditFile.LossEntry) -> String? {
    entry.evolution.map {
      "evolve \(entry.name): \($0.objective.rawValue)\($0.epsilon.map { " at ε \($0.text)" } ?? ""), "
        + "\($0.generations.counted("generation")) of \($0.populationSize), \($0.training.epochs.counted("epoch")) each"
        + against($0.training) + parts($0)
        + "; a candidate costs \(CandidateCost($0, validation: audit.dataset.validation))"
        + done([.evolve(loss: entry.name)])
    }
  }

  /// Which part of a generation is trained, where it is not all of it to the end.
  private func parts(_ settings: EvolutionSettings) -> String {
    let options = settings.options
    if options.surrogate == true { return ", as many of them as the surrogate needs" }
    return options.rungEpochs.map { ", \(Int(100 * options.rungShare)) % of them stopped after \($0)" } ?? ""
  }

  /// What lies in the folder already, behind a line.
  private func done(_ tasks: [StudyTask]) -> String {
    let count = tasks.count(where: isDone)
    return count == 0 ? "" : count == tasks.count ? " (done)" : " (\(count) of \(tasks.count) tasks done)"
  }

  private func isDone(_ task: StudyTask) -> Bool {
    folder.map { FileManager.default.fileExists(atPath: "\($0)/\(task.writes)") } ?? false
  }

  private var losses: String { list(audit.losses.map { $0.name + against($0.training) }) }

  private var attacks: String {
    let section = audit.attack
    return "\(list(section.attacks.map(\.rawValue))) through \(list(losses(of: section))) at \(section.norm.title) "
      + "ε \(list(section.epsilons.map(\.text)))" + (section.target.map { ", towards \($0.text)" } ?? "")
  }

  /// The losses that attacks follow. That of the models' training is among them where a model's is known.
  private func losses(of section: AttackSettings) -> [RequestedLoss] {
    let others = section.losses.filter { $0 != .own }
    let isKnown =
      audit.trains
      || audit.checkpoints.contains { entry in entry.loss != nil || (try? ModelFile.namesLoss(at: entry.file)) != false
      }
    return isKnown || others.isEmpty ? section.losses : others
  }

  private func models(_ stage: StudyStage) -> String { stage.modelCount.counted("model") }

  private func against(_ training: TrainingSettings) -> String {
    training.adversarial.map { " against \($0)" } ?? training.certification.map { " with \($0)" } ?? ""
  }

  private func list(_ items: [some CustomStringConvertible]) -> String {
    items.map(\.description).joined(separator: ", ")
  }
}
