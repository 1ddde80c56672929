import Certification
import Datasets
import Files
import LossLandscapes
import Losses
import Models
import Reports
import Robustness
import Training

/// What is found out about one model, whether it was trained or given.
extension StudyContext {
  func audit(_ name: String, seed: UInt64?, _ job: JobContext) throws {
    let model = try model(name, seed: seed), own = try loss(name, seed: seed)
    var audit = self.audit.attack.audit(classNames: data.classNames)
    if data.classes < data.classNames.count { audit.dataClasses = data.classes }
    if seed == nil {
      // What nobody knows cannot be followed, unless nothing else was asked for.
      let others = audit.losses.filter { $0 != .own }
      if own == nil, !others.isEmpty { audit.losses = others }
      let hint = hint(of: model, job)
      if let hint { console.log("note: \(name): \(hint)") }
      audit.hints = model.notes + [hint, data.shortage(of: attackedImages)].compactMap { $0 }
    }
    if let sibling = try sibling(of: name, seed: seed) {
      audit.sibling = Sibling(try self.model(sibling.name, seed: sibling.seed).classifier, name: sibling.name)
    } else {
      // No model is a sibling of its own.
      audit.attacks.removeAll { $0 == .transfer }
    }
    let identity = try attackIdentity(name, seed: seed)
    // The attacks on a large model may take hours.
    let journal = seed == nil ? try AuditJournal(path(RunLayout.journal(name)), identity: identity) : nil
    var pictures = AttackPictures(
      folder: path(RunLayout.pictures(name, seed: seed)), epsilons: audit.epsilons, classNames: data.classNames)
    // How far one attack is says little of how far an audit is among others.
    let context = seed == nil ? naming(name, job) : job.reporting { _ in }
    var report = try audit.run(model.classifier, own: own, on: attackedImages, in: context, journal: journal) {
      try pictures.add($0)
    }
    if audit.pictures > 0 { try pictures.finish() }
    report.settings.checkpoint = try checkpoint(name, seed: seed)
    report.settings.dataset = self.audit.dataset.title
    try ResultFile(report, madeFrom: identity).write(to: path(RunLayout.attack(name, seed: seed)))
  }

  /// The model whose adversarial images are tried on a model: of models that are trained, the one of the same seed.
  func sibling(of name: String, seed: UInt64?) throws -> (name: String, seed: UInt64?)? {
    guard let sibling = audit.attack.transferFrom, sibling != name else { return nil }
    guard audit.losses.contains(where: { $0.name == sibling }) else { return (sibling, nil) }
    return (sibling, seed ?? audit.seeds[0])
  }

  /// The job, with the model's name before what it is doing.
  func naming(_ name: String, _ job: JobContext) -> JobContext {
    job.reporting { progress in
      var named = progress
      named.stage = "\(name): \(progress.stage)"
      job.report(named)
    }
  }

  private func hint(of model: ModelFile, _ job: JobContext) -> String? {
    // The first images may be of a few classes, which another normalisation may favour.
    NormalisationHint.text(of: model, on: data.test, usual: data.tests.facts.normalisation, engine: job.engine)
  }

  func certify(_ name: String, seed: UInt64?, _ job: JobContext) throws {
    let certification = Certification(epsilons: audit.certify.epsilons, seconds: 0)
    var report = try certification.run(
      model(name, seed: seed).classifier, on: certifiedImages,
      in: seed == nil ? naming(name, job) : job.reporting { _ in })
    report.settings.checkpoint = try checkpoint(name, seed: seed)
    report.settings.dataset = audit.dataset.title
    for place in report.points.indices { report.points[place].seconds = nil }
    try ResultFile(report, madeFrom: certificationIdentity(name, seed: seed))
      .write(to: path(RunLayout.certification(name)))
  }

  func damage(_ name: String, seed: UInt64?, _ job: JobContext) throws {
    var report = try DamageAudit(kinds: audit.damage.kinds, seed: audit.damage.seed)
      .run(model(name, seed: seed).classifier, on: damagedImages, in: seed == nil ? naming(name, job) : job)
    report.settings.checkpoint = try checkpoint(name, seed: seed)
    report.settings.dataset = audit.dataset.title
    report.settings.dataClasses = data.classes < report.settings.classes ? data.classes : nil
    try ResultFile(report, madeFrom: damageIdentity(name, seed: seed)).write(to: path(RunLayout.damage(name)))
  }
}
