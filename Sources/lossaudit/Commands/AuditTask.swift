import Datasets
import Files
import Models
import Reports
import Robustness
import Studies
import Training

/// One audit as the command line asks for it, ready for one model or for two.
struct AuditTask {
  /// Without losses where none were named: those of the model's own then.
  let audit: Audit
  let images: ImageSet
  let dataset: String
  /// How results name the images.
  let title: String
  /// The data set's normalisation.
  let usual: Normalisation
  let keeping: Audit.Keeping
  /// The model that images are transferred from.
  let sibling: (file: ModelFile, path: String)?
  let console: Console

  /// Audits the model at `path`, with `folder` for what is found and `pictures` for images where one is given.
  func run(
    _ file: ModelFile, _ path: String, in context: JobContext, folder: String?, pictures: String?
  ) throws -> AuditFindings {
    var audit = self.audit(of: file)
    let identity = try identity(audit, file, path, context.engine.precision)
    audit.hints =
      file.notes
      + [NormalisationHint.text(of: file, on: images, usual: usual, engine: context.engine)].compactMap { $0 }
    let kept = try audit.shard.map { try identity.with("shard", $0.text) } ?? identity
    let journal = try folder.map { try AuditJournal($0, identity: kept) }
    var pictures = pictures.map {
      AttackPictures(folder: $0, epsilons: audit.epsilons, classNames: audit.classNames ?? [])
    }
    var findings = try audit.examine(
      file.classifier, own: file.loss, on: images, keeping: keeping, in: context, journal: journal
    ) { try pictures?.add($0) }
    try pictures?.finish()
    console.finish()
    findings.report.settings.checkpoint = path
    findings.report.settings.dataset = title
    findings.report.settings.madeFrom = identity
    // A part of the images has no report.
    if let folder, audit.shard == nil {
      try AtomicFile.write(StableJSON.encode(findings.report), to: "\(folder)/audit.json")
    }
    return findings
  }

  /// The audit with the losses that are followed where none were named.
  func audit(of file: ModelFile) -> Audit {
    var audit = audit
    if audit.losses.isEmpty { audit.losses = Audit.defaultLosses(own: file.loss) }
    return audit
  }

  /// All that decides the audit's figures, but for the part of the images that is attacked.
  private func identity(
    _ audit: Audit, _ file: ModelFile, _ path: String, _ precision: Precision
  ) throws -> Identity {
    try Identity(
      ofFindingsOn: path, as: file.classifier.network, images: images, dataset: dataset, precision: precision,
      settings: [
        "dataset_classes": audit.classNames, "attacks": audit.attacks, "epsilons": audit.epsilons.map(\.value),
        "norm": audit.norm, "losses": audit.losses, "own": file.loss, "budget": audit.budget, "seed": audit.seed,
        "target": audit.target, "quantise": audit.quantise ? true : nil,
        "transfer_from": try sibling.map {
          try Identity(
            ofFindingsOn: $0.path, as: $0.file.classifier.network, images: images, dataset: dataset,
            precision: precision, settings: [:])
        },
      ])
  }
}
