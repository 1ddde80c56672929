import Datasets
import Foundation
import LossEvolution
import Losses
import Settings
import TestSupport
import Testing
import Training

@testable import Studies

@Suite("AuditTemplate")
struct AuditTemplateTests {
  @Test("the template is an audit of all defaults with two losses", arguments: DatasetName.allCases)
  func isAnAudit(name: DatasetName) throws {
    let audit = try AuditFile.parse(AuditTemplate(name, folder: nil).text, path: "/audit.yaml")
    var expected = AuditFile()
    expected.name = "\(name.rawValue)-audit"
    expected.dataset.name = name
    if name.hasExtra { expected.dataset.extra = false }
    expected.losses = [
      .init(name: "cross-entropy", origin: .given(Loss(.crossEntropy)), training: TrainingSettings()),
      .init(name: "baikal", origin: .given(Loss(.baikal)), training: TrainingSettings()),
    ]
    #expect(audit == expected)
  }

  @Test("every key of every table of settings stands there with its help, as a key or as a comment")
  func whole() {
    let text = AuditTemplate(.cifar10, folder: nil).text
    let words = text.split(separator: "\n").joined(separator: " ").replacing(#/ +# +/#, with: " ")
    let settings =
      AuditFile.settings.map { ($0.key, $0.help) } + AuditFile.DataSection.settings.map { ($0.key, $0.help) }
      + TrainingDraft.settings.map { ($0.key, $0.help) } + EvolutionSettings.Draft.settings.map { ($0.key, $0.help) }
    for (key, help) in settings {
      #expect(text.contains("\(key.split(separator: ".").last!):"), "\(key)")
      #expect(words.contains(help), "\(key)")
    }
  }

  @Test("a folder with spaces, quotes and a hash is read as it was given")
  func folder() throws {
    let folder = "/data/my \"photos\" #2: a\\b"
    let text = AuditTemplate(.folder, folder: folder).text
    #expect(try AuditFile.parse(text, path: "/audit.yaml").dataset.folder == folder)
  }

  @Test("values of every kind of setting are written as the file reads them: numbers, lists, ranges, switches")
  func values() {
    let text = AuditTemplate(.fashionMNIST, folder: nil).text
    for line in [
      "seeds: [1]", "  epsilons: [0, 1/255, 2/255, 4/255, 8/255, 16/255]", "    range: [-1, 1]", "precise: false",
      "    pgd_steps: 20", "  losses: [own, cross-entropy, dlr]", "    drop_after: []",
    ] { #expect(text.contains("\n\(line)\n"), "\(line)") }
  }

  @Test("no line is longer than 120 characters")
  func width() {
    let lines = AuditTemplate(.svhn, folder: nil).text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 120 })
  }
}
