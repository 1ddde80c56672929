import Losses
import Robustness
import Testing

@testable import Studies

@Suite("Errors of the attacks and slices in an audit file")
struct AttackErrorTests {
  @Test(
    "a setting is told by line, key and what it takes",
    arguments: [
      (
        "losses: [mse]\nattack:\n  epsilons: [0, -8/255]",
        "line 3: attack.epsilons: expected a number from 0 to 1 in pixel units, such as 8/255 or 0.031, "
          + "found -8/255"
      ),
      (
        "losses: [mse]\nattack:\n  target: cat\n  attacks: [fgsm, square]",
        "line 3: attack.target: expected none with square, found cat; attacks with a target are fgsm, pgd, apgd-ce, "
          + "apgd-dlr, apgd-t, pma, transfer"
      ),
      (
        "losses: [mse]\nseeds: [1, 2]\ncheckpoints: [m]\nattack: {target: least-likely}",
        "line 4: attack.target: expected a class or random for 3 models, found least-likely, which differs between them"
      ),
      (
        "losses: [mse]\nattack: {attacks: [square], norm: l1}",
        "line 2: attack.norm: expected linf or l2 with square, found l1; attacks in L1 are fgsm, pgd, apgd-ce, "
          + "apgd-dlr, apgd-t, pma, transfer"
      ),
      ("losses: [mse]\nattack: {quantise: maybe}", "line 2: attack.quantise: expected true or false, found maybe"),
      (
        "losses: [mse]\nattack: {norm: l3}",
        "line 2: attack.norm: expected one of linf, l2, l1, l0, found l3; did you mean l2?"
      ),
      (
        "losses: [mse]\nattack:\n  norm: l2\n  epsilons: [0.5, -1]",
        "line 4: attack.epsilons: expected a number from 0, the L2 length of a change in pixel units, "
          + "such as 0.5, found -1"
      ),
      (
        "losses: [mse]\nattack: {budget: {pgd_steps: 0}}",
        "line 2: attack.budget.pgd_steps: expected a whole number from 1 to 1000000, found 0"
      ),
      (
        "losses: [mse]\nattack: {losses: [onw]}",
        "line 2: attack.losses: expected own, dlr, margin, \(LossName.usages), found onw; did you mean own?"
      ),
      (
        "losses: [mse]\nslices: {one_dimensional: {range: [1, -1]}}",
        "line 2: slices.one_dimensional.range: expected two numbers, the smaller first, found 1:-1"
      ),
      (
        "losses: [mse]\nattack: {attacks: []}",
        "line 2: attack.attacks: expected some of \(AttackName.allCases.map(\.rawValue).joined(separator: ", ")), "
          + "found an empty list"
      ),
      ("losses: [mse]\nattack: {limit: {a: 1}}", "line 2: attack.limit: expected a whole number from 1, found a table"),
    ])
  func settings(text: String, message: String) { AuditTexts.expectError(in: text, message) }

  @Test("one model may be led to the class that it finds least likely")
  func oneModel() throws {
    let audit = try AuditFile.parse("losses: [mse]\nattack: {target: least-likely}", path: "audit.yaml")
    #expect(audit.attack.target == .leastLikely)
  }
}
