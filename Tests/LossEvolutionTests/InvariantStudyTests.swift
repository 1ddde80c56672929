import Losses
import Statistics
import Testing

@testable import LossEvolution

@Suite("Invariant study")
struct InvariantStudyTests {
  /// γ of the target is λ2 + λ5 for λ0 = λ1 = 0, and γ of the others is λ2.
  private func result(constant: Double, label: Double, accuracy: Double) -> CandidateResult {
    let parameters = [0, 0, constant, 0, 0, label, 0, 0]
    return CandidateResult(
      generation: 1, index: 1, parameters: parameters, loss: Loss(TaylorGLO(parameters: parameters)!),
      status: .evaluated, fitness: accuracy, validationAccuracy: accuracy, fitnesses: [accuracy], trainings: 1)
  }

  @Test("Precision and recall are of what the invariants say and of what trained")
  func verdicts() {
    // Of ten classes: the exact condition is λ5 > 0, the printed one λ2 + λ5 ≥ 9 λ2.
    let study = InvariantStudy(
      [
        result(constant: 0, label: 1, accuracy: 0.8),  // both accept, trained
        result(constant: 1, label: 1, accuracy: 0.6),  // exact alone, trained
        result(constant: 1, label: 1, accuracy: 0.1),  // exact alone, untrained
        result(constant: -1, label: -1, accuracy: 0.1),  // the printed one alone, untrained
        result(constant: 1, label: -1, accuracy: 0.3),  // neither, and just trained
      ], classes: 10)
    #expect(study.sample.map(\.exact) == [true, true, true, false, false])
    #expect(study.sample.map(\.paper) == [true, false, false, true, false])
    #expect(study.verdicts.map(\.invariant) == [.exact, .paper])
    #expect(study.verdicts.map(\.precision) == [Accuracy(correct: 2, total: 3), Accuracy(correct: 1, total: 2)])
    #expect(study.verdicts.map(\.recall) == [Accuracy(correct: 2, total: 3), Accuracy(correct: 1, total: 3)])
    #expect(study.sample[0].nullEpoch == NullEpoch(target: 1, nonTarget: 0))
  }
}
