import Testing

@testable import Studies

@Suite("Writing an audit file")
struct AuditFileWritingTests {
  @Test(
    "the resolved file reads back to the same audit",
    arguments: [
      "losses: [cross-entropy]", AuditTexts.everyKey, "name: 1e5\nlosses: [{name: 1e-5, loss: mse}]",
      "name: 'a: \"b\" ε <c>'\nlosses: [mse]\ntraining: {learning_rate: 1e-7, weight_decay: 123456789.25}",
      "losses: [mse]\ndataset: {normalisation: measured}",
      "losses: [mse, {name: a, loss: mse, training: {adversarial: {attack: fgsm, epsilon: 8/255}}}]",
      "architecture: wrn-16-8\nlosses: [mse]\ntraining: {recipe: paper/wrn, augmentation: {cutout: 16}}",
    ])
  func roundTrip(text: String) throws {
    let audit = try AuditFile.parse(text, path: "/folder/audit.yaml")
    #expect(try AuditFile.parse(audit.yaml(), path: "/elsewhere/audit.yaml") == audit)
  }

  @Test("numbers are written as people write them")
  func numbers() throws {
    let yaml = try AuditFile.parse(AuditTexts.everyKey, path: "/folder/audit.yaml").yaml()
    for line in [
      "learning_rate: 0.01", "weight_decay: 0.002", "- 18446744073709551615", "- -2", "epsilon: 8/255",
      "step_size: 2/255", "attack: pgd",
    ] {
      #expect(yaml.contains("\(line)\n"), "\(line)")
    }
    #expect(!yaml.contains("e-"))
  }
}
