import Datasets
import Files
import Losses
import Models
import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("Survival")
struct SurvivalTests {
  @Test("survival counts images that are right without attack and through every loss", arguments: [0, 0.05, 0.1])
  func survival(epsilon: Double) {
    let losses: [AttackLoss] = [.loss(AuditTests.own), .crossEntropy, .loss(AuditTests.own)]
    let clean = AuditTests.classifier.correct(on: AuditTests.images, engine: AuditTests.engine)
    let outcomes = losses.map {
      FGSM(loss: $0, epsilons: [epsilon]).attack(
        AuditTests.classifier, on: AuditTests.images, engine: AuditTests.engine
      )
      .correct[0]
    }
    let right = clean.indices.filter { i in clean[i] && outcomes.allSatisfy { $0[i] } }
    func survival(_ losses: [AttackLoss]) -> Double {
      Survival(epsilon: epsilon, losses: losses).share(
        of: AuditTests.classifier, on: AuditTests.images, engine: AuditTests.engine)
    }
    #expect(survival(losses) == Double(right.count) / 60)
    #expect(survival(losses) <= min(survival([losses[0]]), survival([losses[1]])))
    if epsilon == 0 { #expect(survival(losses) == Double(clean.count { $0 }) / 60) }
  }

  @Test("more steps leave no more than one, and what is right without attack at most")
  func steps() {
    func survival(_ steps: Int) -> Double {
      Survival(epsilon: 0.02, losses: [.crossEntropy, .dlr], steps: steps)
        .share(of: AuditTests.classifier, on: AuditTests.images, engine: AuditTests.engine)
    }
    #expect(survival(5) <= survival(1) && survival(5) > 0 && survival(1) < 1)
  }

  @Test("only candidates are attacked and survive, image by image as among all of them", arguments: [true, false])
  func candidates(searches: Bool) {
    var attacks =
      searches ? Survival.autoAttackLite(epsilon: 0.02) : Survival(epsilon: 0.02, losses: [.crossEntropy])
    attacks.seed = 5
    func survivors(_ candidates: [Bool]?) -> [Bool] {
      attacks.survivors(
        of: AuditTests.classifier, on: AuditTests.images, among: candidates, engine: AuditTests.engine, check: {})
    }
    let all = survivors(nil), few = (0..<60).map { $0 % 3 == 0 && all[$0] }
    #expect(all.contains(true) && all.contains(false))
    #expect(survivors(few) == few)
    #expect(!survivors(all.map { _ in false }).contains(true))
  }

  @Test("a search ends where the check throws")
  func stop() {
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try Survival.autoAttackLite(epsilon: 0.1).survivors(
        of: AuditTests.classifier, on: AuditTests.images, engine: AuditTests.engine
      ) { throw Stop() }
    }
  }

  @Test("nothing survives where there are no images")
  func survivalOfNone() {
    #expect(
      Survival(epsilon: 0.1, losses: [.crossEntropy])
        .share(of: AuditTests.classifier, on: AuditTests.images.prefix(0), engine: AuditTests.engine) == 0)
  }
}
