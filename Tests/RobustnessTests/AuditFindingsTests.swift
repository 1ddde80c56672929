import Checkpoints
import Datasets
import Files
import Models
import Statistics
import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("Audit findings")
struct AuditFindingsTests {
  static let findings: Result<AuditFindings, any Error> = Result {
    var audit = Audit(
      attacks: [.fgsm, .apgdCrossEntropy], epsilons: try Epsilon.list(parsing: "0,2/255"),
      losses: ["cross-entropy", "taylorglo:0,0,1,0,0,0,0,0"])
    audit.budget = AttackBudget(iterations: 5)
    return try audit.examine(
      AuditTests.classifier, own: nil, on: AuditTests.images, keeping: [.adversarialImages, .smallestChanges],
      in: .threads(1))
  }

  @Test("the table has a row for each image, and its columns add up to the report")
  func table() throws {
    let findings = try Self.findings.get(), report = findings.report
    let lines = findings.perExample().split(separator: "\n").map(String.init)
    #expect(lines.count == 61)
    #expect(
      lines[0]
        == "image,label,clean,fgsm through cross-entropy @ 0,fgsm through cross-entropy @ 2/255,"
        + "\"fgsm through taylorglo:0,0,1,0,0,0,0,0 @ 0\",\"fgsm through taylorglo:0,0,1,0,0,0,0,0 @ 2/255\","
        + "apgd-ce @ 0,apgd-ce @ 2/255,worst @ 0,worst @ 2/255,smallest ε of fgsm through cross-entropy,"
        + "\"smallest ε of fgsm through taylorglo:0,0,1,0,0,0,0,0\"")
    let rows = lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    #expect(rows.allSatisfy { $0.count == 13 })
    func sum(_ column: Int) -> Int { rows.count { $0[column] == "1" } }
    #expect(sum(2) == report.clean.correct && sum(4) == report.curves[0].points[1].correct)
    #expect(sum(8) == report.curves[2].points[1].correct && sum(10) == report.worstCase[1].correct)
  }

  @Test("the smallest ε of an image is where FGSM breaks it, to the sixteenth of a grey level")
  func smallestChanges() throws {
    let found = try Self.findings.get().smallestChanges[0].sizes
    let resolution = 1.0 / 4096
    for (index, epsilon) in found.enumerated() {
      guard let epsilon, epsilon > 0 else { continue }
      let image = AuditTests.images.subset([index])
      let correct = FGSM(loss: .crossEntropy, epsilons: [epsilon + 1e-6, epsilon - resolution - 1e-6])
        .attack(AuditTests.classifier, on: image, engine: Engine(threads: 1)).correct
      #expect(correct[0] == [false] && correct[1] == [true])
    }
    #expect(found.compactMap(\.self).count { $0 == 0 } == 12)
  }

  @Test("saved images are wrong when they are read back, within ε, and as they were where nothing broke them")
  func saved() throws {
    try withTemporaryFolder { folder in
      let findings = try Self.findings.get(), path = "\(folder)/adversarial.safetensors"
      try findings.saveAdversarial(to: path)
      let tensors = Dictionary(
        try Checkpoint.read(path).tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
      #expect(Set(tensors.keys) == ["labels", "adversarial.2/255", "broken.2/255"])
      let images = tensors["adversarial.2/255"]!, broken = tensors["broken.2/255"]!.values
      #expect(images.shape == [60, 1, 6, 6])
      let clean = findings.report.clean.correct, left = findings.report.worstCase[1].correct
      #expect(Int(broken.reduce(0, +)) == clean - left && clean > left)
      var pixels = [Float](repeating: 0, count: 36), label: Int32 = 0
      for i in 0..<60 {
        AuditTests.images.fill([i], into: &pixels, labels: &label)
        let moved = zip(pixels, images.values[i * 36..<(i + 1) * 36]).map { abs($0 - $1) }.max()!
        #expect(broken[i] == 1 ? moved > 0 && moved <= 2.0 / 255 + 1e-6 : moved == 0)
      }
    }
  }

  @Test(
    "saved are the images that the report counts as broken: not those wrong anyway, nor what checks find on their own")
  func counted() throws {
    try withTemporaryFolder { folder in
      var audit = Audit(attacks: [.pgd], epsilons: try Epsilon.list(parsing: "0.1"), losses: ["cross-entropy"])
      // An attack that finds little, until a check gives it twice the steps.
      audit.planted = { ($0 as? PGD).map { $0.steps > 20 } == true ? $0 : UniformNoise(draws: 1) }
      let findings = try audit.examine(
        AuditTests.classifier, own: nil, on: AuditTests.images, keeping: .adversarialImages,
        in: .threads(1))
      let path = "\(folder)/adversarial.safetensors"
      try findings.saveAdversarial(to: path)
      let broken = try #require(try Checkpoint.read(path).tensors.first { $0.name == "broken.0.1" })
      let report = findings.report
      #expect(Int(broken.values.reduce(0, +)) == report.clean.correct - report.worstCase[0].correct)
      #expect(report.checks.contains { $0.name == "more-steps-change-little" && $0.verdict == .fail })
    }
  }
}
