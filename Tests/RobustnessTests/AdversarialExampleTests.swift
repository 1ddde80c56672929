import Datasets
import Models
import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("Examples of adversarial images")
struct AdversarialExampleTests {
  static func findings(
    _ attacks: [AttackName], _ epsilons: String = "0.004,0.1", keeping: Audit.Keeping = .examples
  ) throws -> AuditFindings {
    var audit = Audit(attacks: attacks, epsilons: try Epsilon.list(parsing: epsilons), losses: ["own", "dlr"])
    audit.budget = AttackBudget(pgdSteps: 5, iterations: 5, queries: 20)
    return try audit.examine(
      AuditTests.classifier, own: AuditTests.own, on: AuditTests.images, keeping: keeping,
      in: .threads(1))
  }

  @Test(
    "are the first images that are right without attack and broken at the largest ε, whichever attack found them",
    arguments: [[.fgsm], [.pgd], [.fgsm, .pgd, .apgdCrossEntropy, .square]] as [[AttackName]])
  func first(attacks: [AttackName]) throws {
    let findings = try Self.findings(attacks), evidence = findings.evidence, worst = evidence.worst(1)
    let broken = evidence.clean.indices.filter { evidence.clean[$0] && !worst[$0] }
    #expect(broken.count > AdversarialExample.count)
    #expect(findings.examples.map(\.index) == Array(broken.prefix(AdversarialExample.count)))
    #expect(findings.examples.allSatisfy { $0.epsilon.value == 0.1 })
    // All that is kept for them.
    #expect(findings.adversarial.isEmpty)
  }

  @Test("are within ε of their image, and what the model says of them is what it says when it is asked again")
  func answers() throws {
    let classifier = AuditTests.classifier, images = AuditTests.images
    for example in try Self.findings([.fgsm, .pgd]).examples {
      var image = [Float](repeating: 0, count: 36), label: Int32 = 0
      images.fill([example.index], into: &image, labels: &label)
      #expect(example.image == image && example.label == Int(label) && example.predicted != example.label)
      let moved = zip(image, example.adversarial).map { abs($0 - $1) }.max()!
      let epsilon = example.epsilon.value
      #expect(moved > 0 && Double(moved) <= epsilon + AdversarialVerifier.tolerance(epsilon))
      let execution = Execution(classifier.network, batchSize: 1, purpose: .inference, engine: Engine(threads: 1))
      var weights = classifier.weights.values
      execution.prepare(weights: weights)
      for i in 0..<36 { execution.images[i] = example.adversarial[i] }
      execution.forward(count: 1, weights: &weights)
      #expect(Classifier.isCorrect(execution.logits, classes: 3, label: Int32(example.predicted)))
      #expect(example.confidence == Float(Classifier.confidence(execution.logits, classes: 3)))
    }
  }

  @Test("kept beside all adversarial images, they are the same")
  func both() throws {
    let alone = try Self.findings([.fgsm, .pgd]).examples
    #expect(try Self.findings([.fgsm, .pgd], keeping: [.examples, .adversarialImages]).examples == alone)
  }

  @Test("there are none without an ε above 0, where nothing is broken, and where none was asked for")
  func none() throws {
    #expect(try Self.findings([.fgsm], "0").examples.isEmpty)
    #expect(try Self.findings([.fgsm], "0.0000001").examples.isEmpty)
    #expect(try Self.findings([.fgsm], keeping: []).examples.isEmpty)
  }
}
