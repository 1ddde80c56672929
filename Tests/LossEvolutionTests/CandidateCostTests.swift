import Robustness
import Testing

@testable import LossEvolution

@Suite("Cost of a candidate")
struct CandidateCostTests {
  @Test(
    "the passes of each objective's attack on an image that survives it",
    arguments: [
      (.accuracy, nil), (.fgsm, (2, 1)), (.worstOf, (4, 3)), (.pgd, (13, 10)), (.autoAttackLite, (46, 44)),
      (.area, (13, 3)), (.tradeOff, (4, 3)),
    ] as [(EvolutionObjective, (Int, Int)?)])
  func passes(objective: EvolutionObjective, expected: (Int, Int)?) {
    #expect(objective.passes?.forward == expected?.0 && objective.passes?.backward == expected?.1)
  }

  @Test("it is told in words")
  func words() throws {
    let settings = try TinySearch.settings(.worstOf) {
      $0.initialisations = 2
      $0.trainingImages = 8
      $0.attackImages = 10
    }
    #expect(
      CandidateCost(settings, validation: 100).description
        == "2 trainings of 1 epoch on 8 images, then 100 validation images forward after each, and 10 of them through at "
        + "most 4 forward and 3 backward passes of the attack")
    #expect(
      CandidateCost(try TinySearch.settings(), validation: 1).description
        == "1 training of 1 epoch on all training images, then 1 validation image forward")
  }
}
