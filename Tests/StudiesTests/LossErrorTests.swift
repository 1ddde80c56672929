import Losses
import Testing

@Suite("Errors of the losses in an audit file")
struct LossErrorTests {
  @Test(
    "an entry is told by line, place and what was meant",
    arguments: [
      (
        "losses:\n- mse\n- bakial",
        "line 3: losses[1]: expected \(LossName.usages), found bakial; did "
          + "you mean baikal?"
      ),
      (
        "losses:\n- {name: a, loss: bakial}",
        "line 2: losses[0].loss: expected \(LossName.usages), found bakial; "
          + "did you mean baikal?"
      ),
      (
        "losses: [{name: a, loss: mse, evolve: {}}]",
        "line 1: losses[0].evolve: expected either \"loss\" or \"evolve\", found both"
      ),
      ("losses: [{name: a}]", "line 1: losses[0].loss: expected either \"loss\" or \"evolve\", found neither"),
      ("losses: [mse, baikal, mse]", "line 1: losses: expected different names, found mse twice"),
      ("seeds: [1]", "line 1: losses: expected a list of losses, or of checkpoints, found nothing"),
      (
        "losses: [\"taylorglo:0,0,1\"]",
        "line 1: losses[0]: expected a name of letters, digits, \"-\", \"_\" and \".\", since it names a "
          + "folder, found taylorglo:0,0,1; write {name: my-loss, loss: \"taylorglo:0,0,1\"}"
      ),
      (
        "losses: [{name: a/b, loss: mse}]",
        "line 1: losses[0].name: expected a name of letters, digits, \"-\", \"_\" and \".\", since it "
          + "names a folder, found a/b"
      ),
      (
        #"losses: [{name: "a\e[2Jb", loss: mse}]"#,
        "line 1: losses[0].name: expected a name of letters, digits, \"-\", \"_\" and \".\", since it "
          + "names a folder, found a\u{1B}[2Jb"
      ),
      (
        #"losses: [{name: "a\nb", loss: mse}]"#,
        "line 1: losses[0].name: expected a name of letters, digits, \"-\", \"_\" and \".\", since it "
          + "names a folder, found a\nb"
      ),
      (
        "losses: [{loss: \"taylorglo:0,0,x\", name: a}]",
        "line 1: losses[0].loss: expected a loss, found taylorglo:0,0,x; λ2: not a finite number"
      ),
    ])
  func entries(text: String, message: String) { AuditTexts.expectError(in: text, message) }

  @Test(
    "so is a setting of an evolution",
    arguments: [
      (
        "losses: [{name: a, evolve: {objective: fgms, epsilon: 0.1}}]",
        "line 1: losses[0].evolve.objective: expected one of accuracy, fgsm, worst-of, pgd, "
          + "autoattack-lite, area, trade-off, found fgms; did you mean fgsm?"
      ),
      (
        "losses: [{name: a, evolve: {objective: fgsm}}]",
        "line 1: losses[0].evolve.epsilon: expected an attack strength such as 8/255, since the "
          + "objective is fgsm, found nothing"
      ),
      (
        "losses: [mse]\nevolution: {retries: 1000}",
        "line 2: evolution.retries: expected a whole number from 0 to 100, found 1000"
      ),
      (
        "losses: [mse]\nevolution: {training: {batch_size: 70000}}",
        "line 2: evolution.training.batch_size: expected a whole number from 1 to 65536, found 70000"
      ),
    ])
  func evolution(text: String, message: String) { AuditTexts.expectError(in: text, message) }
}
