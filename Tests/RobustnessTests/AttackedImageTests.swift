import Datasets
import Models
import TestSupport
import Testing

@testable import Robustness

@Suite("Attacked images to look at")
struct AttackedImageTests {
  private static func examine(
    _ attacks: [AttackName], target: Target? = nil, _ norm: Norm = .linf, epsilons: String = "0.03,0,0.01,0.03",
    pictures: Int = 7
  ) throws -> (AuditFindings, [AttackedImage]) {
    var audit = Audit(
      attacks: attacks, epsilons: try Epsilon.list(parsing: epsilons), norm: norm,
      losses: ["cross-entropy", "dlr"])
    audit.budget = AttackBudget(pgdSteps: 5, iterations: 10, queries: 50)
    audit.target = target
    audit.quantise = true
    audit.pictures = pictures
    var images: [AttackedImage] = []
    let findings = try audit.examine(
      AuditTests.classifier, own: nil, on: AuditTests.images, in: .threads(1)
    ) { images.append($0) }
    return (findings, images)
  }

  @Test(
    "are those that were counted, of the first images that are right without attack",
    arguments: [nil, "1"] as [Target?])
  func counted(target: Target?) throws {
    let attacks: [AttackName] = [.fgsm, .pgd, .apgdCrossEntropy] + (target == nil ? [.autoAttack] : [])
    let (findings, images) = try Self.examine(attacks, target: target)
    let clean = findings.evidence.clean, numbers = findings.numbers ?? Array(clean.indices)
    let first = clean.indices.filter { clean[$0] }.prefix(7)
    // Two curves each of FGSM and PGD, one of every other attack, at two strengths above 0.
    #expect(images.count == (2 + attacks.count) * 2 * 7)
    #expect(images.prefix(7).map(\.index) == first.map { numbers[$0] })
    for image in images {
      let place = numbers.firstIndex(of: image.index)!
      let curve = findings.evidence.curves.first { $0.label == image.label }!
      let outcome = curve.asked.first { $0.epsilon == image.epsilon.value }!
      let rounded = try #require(outcome.rounded)
      #expect((image.answer == image.truth) == rounded.correct[place], "\(image.label)")
      #expect(image.isAdversarial == rounded.reached?[place] ?? !rounded.correct[place])
      #expect(image.target == target.map { _ in 1 } && image.truth == Int(AuditTests.images.labels[image.index]))
      #expect(image.clean == Array(AuditTests.images.pixels(of: image.index)))
      let levels = zip(image.clean, image.attacked).map { abs(Int($0) - Int($1)) }
      #expect(levels.max()! <= Int(255 * image.epsilon.value), "0.03 is 7.65 levels, of which 7 are in the ball")
    }
    #expect(images.contains(where: \.isAdversarial) && images.contains { !$0.isAdversarial })
  }

  /// In L2 at these strengths the first part breaks an image of which rounding makes a right one, and a later part breaks
  /// both. An attack that ended at the first break in single precision would hand out the right one.
  @Test("the attacks of a sequence go on with an image that rounding saved, as where it is counted")
  func savedByRounding() throws {
    let (findings, images) = try Self.examine([.autoAttack], .l2, epsilons: "0.06,0.15", pictures: 60)
    let first = try #require(findings.evidence.parts[.autoAttack]?.first).asked
    var brokenLater = 0
    for image in images {
      let place = findings.evidence.asked.firstIndex { $0.value == image.epsilon.value }!
      let outcome = findings.evidence.curves[0].asked[place]
      #expect(image.isAdversarial == !outcome.rounded!.correct[image.index], "\(image.index) at ε \(image.epsilon)")
      let wasSaved = !first[place].correct[image.index] && first[place].rounded!.correct[image.index]
      if wasSaved && image.isAdversarial { brokenLater += 1 }
    }
    #expect(brokenLater > 0)
  }

  @Test(
    "an attack that goes on with what others left is made on them too, as are its parts", arguments: [Norm.linf, .l2])
  func everyAttack(norm: Norm) throws {
    let attacks: [AttackName] = [.apgdDLR, .square, .autoAttack]
    let (_, images) = try Self.examine(attacks, norm)
    #expect(images.map(\.label.attack) == attacks.flatMap { name in (0..<14).map { _ in name } })
    #expect(Set(images.map(\.index)).count == 7)
  }
}
