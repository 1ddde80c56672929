import Certification
import Datasets
import LossLandscapes
import Models
import Robustness
public import Settings

extension AuditFile: Configurable {
  public static let usual = AuditFile()

  /// The keys with one value each, and the tables of those alone.
  public static let settings: [Setting<AuditFile>] =
    [
      Setting("name", \.name, .folderName, "Name of the audit, and of its folder in runs/."),
      Setting("architecture", \.architecture, .architecture, "Architecture of every model."),
      Setting(
        "seeds", \.seeds, .list(of: .seed, named: "whole numbers from 0"), "Seeds that each loss is trained with."),
    ]
    + AttackSettings.settings.map { $0.within(\.attack, table: "attack") }
    + DamageSettings.settings.map { $0.within(\.damage, table: "damage") }
    + CertificationSettings.settings.map { $0.within(\.certify, table: "certify") }
    + SliceSettings.settings.map { $0.within(\.slices, table: "slices") }
    + SharpnessSection.settings.map { $0.within(\.sharpness, table: "sharpness") }
    + [
      Setting("precise", \.precise, .boolean, "Direct convolutions everywhere, no Winograd."),
      Setting("executor", \.executor, .choice, "Where the work is done."),
    ] + SlurmSettings.settings.map { $0.within(\.slurm, table: "slurm") }
    + [
      Setting("formats", \.formats, .list(of: .choice, named: "some of png, svg, pdf"), "Formats of the charts.")
    ]
}

extension AuditFile.DataSection: Configurable {
  public static let usual = AuditFile.DataSection()

  /// All keys but `normalisation`, which may be a table.
  public static let settings: [Setting<AuditFile.DataSection>] =
    [
      Setting("name", \.name, .choice, "Data set."),
      Setting("folder", \.folder, .word, "Folder with the data set's files.", usual: "the search path"),
      Setting("training", \.training, .whole(1...Int.max), "Use the first N training images.", usual: "all"),
      Setting("validation", \.validation, .whole(1...Int.max), "Training images held out to score candidates."),
      Setting("test", \.test, .whole(1...Int.max), "Use the first N test images.", usual: "all"),
      Setting(
        "classes", \.classes, .list(of: .word, named: "a name for each output"),
        "Classes in the order of the outputs of models that are given.", usual: "the order of the data set"),
      Setting("extra", \.extra, .boolean, "Train on svhn's extra images too.", usual: "false"),
    ] + DatasetOptions.settings.map { $0.within(\.options) }
}

extension Rule where Value == String {
  /// The name of a run, which may have letters of any script.
  fileprivate static var folderName: Rule {
    Rule(
      "a name without \"/\" or control characters and no \".\" in front, since it names a folder", placeholder: "name"
    ) {
      // A control character would be obeyed by a terminal, and NUL ends a name early.
      $0.contains("/") || $0.hasPrefix(".") || $0.unicodeScalars.contains { $0.properties.generalCategory == .control }
        ? nil : $0
    }
  }
}

extension Rule where Value == ArchitectureName {
  static var architecture: Rule {
    Rule(ArchitectureName.patterns.joined(separator: ", "), placeholder: "name") { try ArchitectureName(parsing: $0) }
  }
}
