import Certification
import Datasets
import LossLandscapes
import Models
import Robustness
import Training

/// What is said of trainings is left out where nothing is trained, and so is a section that asks for nothing.
extension AuditFile: Encodable {
  private enum CodingKeys: CodingKey {
    case name, dataset, architecture, training, seeds, losses, checkpoints, attack, damage, certify, slices, sharpness,
      precise, executor, slurm, formats
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(EncodedSection(section: dataset, trains: trains), forKey: .dataset)
    if trains {
      try container.encode(architecture, forKey: .architecture)
      try container.encode(training, forKey: .training)
      try container.encode(seeds, forKey: .seeds)
      try container.encode(losses, forKey: .losses)
    }
    if !checkpoints.isEmpty { try container.encode(checkpoints, forKey: .checkpoints) }
    try container.encode(attack, forKey: .attack)
    if damage != DamageSettings() { try container.encode(damage, forKey: .damage) }
    if certify != CertificationSettings() { try container.encode(certify, forKey: .certify) }
    try container.encode(slices, forKey: .slices)
    if sharpness != SharpnessSection() { try container.encode(sharpness, forKey: .sharpness) }
    try container.encode(precise, forKey: .precise)
    try container.encode(executor, forKey: .executor)
    if slurm != SlurmSettings() { try container.encode(slurm, forKey: .slurm) }
    try container.encode(formats, forKey: .formats)
  }
}

/// The data set of an audit, with training images or without.
private struct EncodedSection: Encodable {
  let section: AuditFile.DataSection
  let trains: Bool

  private enum CodingKeys: CodingKey {
    case name, folder, training, validation, test, normalisation, extra, classes
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(section.name, forKey: .name)
    try container.encodeIfPresent(section.folder, forKey: .folder)
    if trains {
      try container.encodeIfPresent(section.training, forKey: .training)
      try container.encode(section.validation, forKey: .validation)
      try container.encodeIfPresent(section.normalisation, forKey: .normalisation)
      try container.encodeIfPresent(section.extra, forKey: .extra)
    }
    try container.encodeIfPresent(section.test, forKey: .test)
    try container.encodeIfPresent(section.classes, forKey: .classes)
    try section.options.encode(to: encoder)
  }
}
