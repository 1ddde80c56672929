import Certification
import Foundation
import LossEvolution
import LossLandscapes
import Robustness
import Settings
import Testing
import Training

@testable import Studies

@Suite("The list of keys in the README")
struct KeyListTests {
  private static func keys<Root: Configurable>(_: Root.Type, in table: String = "") -> [String] {
    Root.settings.map { table + $0.key }
  }

  @Test(
    "has every key that is read, and no other",
    arguments: [
      ("dataset", keys(AuditFile.DataSection.self) + ["normalisation"]),
      ("training", keys(TrainingDraft.self) + keys(AdversarialTraining.Draft.self, in: "adversarial.")),
      ("evolution", keys(EvolutionSettings.Draft.self) + ["training"]),
      ("checkpoints", AuditFile.CheckpointEntry.keys), ("damage", keys(DamageSettings.self)),
      ("certify", keys(CertificationSettings.self)), ("sharpness", keys(SharpnessSection.self)),
      ("attack", keys(AttackSettings.self)), ("slurm", keys(SlurmSettings.self)), ("slices", keys(SliceSettings.self)),
    ])
  func complete(section: String, keys: [String]) throws {
    let path = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../Sources/Studies/README.md").standardized
    let readme = try String(contentsOf: path, encoding: .utf8)
    let text = try #require(readme.components(separatedBy: "\n### `\(section)`\n").dropFirst().first)
    let listed = text.components(separatedBy: "\n### ")[0].matches(of: /\n\| `([a-z_.]+)` \|/).map { String($0.1) }
    #expect(Set(listed) == Set(keys) && listed.count == keys.count)
  }

  @Test("leaves out nothing: every key has a sentence, values and a default")
  func explained() {
    func check<Root: Configurable>(_: Root.Type) {
      for setting in Root.settings {
        #expect(setting.help.hasSuffix(".") && !setting.values.isEmpty && !setting.usual.isEmpty, "\(setting.key)")
      }
    }
    check(AuditFile.self)
    check(AuditFile.DataSection.self)
    check(TrainingDraft.self)
    check(AdversarialTraining.Draft.self)
    check(EvolutionSettings.Draft.self)
    check(DamageSettings.self)
    check(SlurmSettings.self)
    check(SharpnessSection.self)
  }
}
