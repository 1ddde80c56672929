import Files
import Losses
import Testing

@testable import Studies

@Suite("Errors of an audit file")
struct AuditFileErrorTests {
  @Test(
    "a mistake is told by file, line, key and what was meant",
    arguments: [
      ("losses: [mse]\nlossses: [mse]", "line 2: unknown key \"lossses\"; did you mean \"losses\"?"),
      (
        "losses: [mse]\ntraining:\n  epoch: 3", "line 3: unknown key \"epoch\" in training; did you mean \"epochs\"?"
      ),
      (
        "losses:\n- mse\n- name: a\n  evolve:\n    populaton: 3",
        "line 5: unknown key \"populaton\" in losses[1].evolve; did you mean \"population\"?"
      ),
      (
        "losses: [mse]\nevolution: {sgima: 1}",
        "line 2: unknown key \"sgima\" in evolution; did you mean \"sigma\"?"
      ),
      (
        "losses: [mse]\ndataset: {qqqq: red}",
        "line 2: unknown key \"qqqq\" in dataset; the keys here are name, folder, training, validation, test, "
          + "normalisation, extra"
      ),
      (
        "losses: [mse]\ndataset: {name: mnist, extra: true}",
        "line 2: dataset.extra is not valid; expected the data set svhn, which alone has extra images, found mnist"
      ),
      (
        "losses: [mse]\ntraining:\n  epochs: ten",
        "line 3: training.epochs is not valid; expected a whole number from 1 to 100000, found \"ten\""
      ),
      (
        "losses: [mse]\ntraining: 10",
        "line 2: training is not a table; expected keys: recipe, epochs, batch_size, learning_rate, momentum, "
          + "weight_decay, schedule, augmentation, dropout, adversarial, initialisation, normalise_scale, "
          + "label_smoothing, found \"10\""
      ),
      (
        "losses: [mse]\ntraining: {learning_rate: [1]}",
        "line 2: training.learning_rate is not valid; expected a number above 0, found a list"
      ),
      (
        "losses: [mse]\ntraining: {recipe: paper/wrn-16-9}",
        "line 2: training.recipe is not valid; expected one of paper/all-cnn-c, paper/wrn, paper/wrn-16-8, "
          + "paper/wrn-28-5, paper/wrn-svhn, paper/alexnet, paper/preresnet-20, found \"paper/wrn-16-9\"; "
          + "did you mean \"paper/wrn-16-8\"?"
      ),
      (
        "losses: [{name: a, evolve: {training: {recipe: paper/wrn}}}]",
        "line 1: unknown key \"recipe\" in losses[0].evolve.training; the keys here are epochs, batch_size, "
          + "learning_rate, momentum, weight_decay, schedule, augmentation, dropout, adversarial, initialisation, "
          + "normalise_scale"
      ),
      (
        "losses: [mse]\narchitecture: all-cnn-c\ntraining: {recipe: paper/wrn}",
        "line 2: architecture is not valid; expected wrn-D-K, since dropout is set to 0.3, found all-cnn-c; the others "
          + "have the dropout of their publications; of the recipes those for wrn set one"
      ),
      (
        "losses: [mse]\ntraining: {dropout: 1}",
        "line 2: training.dropout is not valid; expected a number from 0 up to, not including, 1, found \"1\""
      ),
      (
        "losses: [mse]\ntraining: {augmentation: {cutout: -1}}",
        "line 2: training.augmentation.cutout is not valid; expected a whole number from 0 to 65536, found \"-1\""
      ),
      (
        "losses: [mse]\ntraining: {adversarial: pgd}",
        "line 2: training.adversarial is not a table; expected keys: attack, epsilon, steps, step_size, loss, "
          + "found \"pgd\""
      ),
      (
        "losses: [mse]\ntraining: {adversarial: {attack: pdg, epsilon: 8/255}}",
        "line 2: training.adversarial.attack is not valid; expected one of fgsm, pgd, found \"pdg\"; "
          + "did you mean \"pgd\"?"
      ),
      (
        "losses: [mse]\ntraining: {adversarial: {epsilon: 8/255}}",
        "line 2: training.adversarial.attack is not valid; expected one of fgsm, pgd, found nothing"
      ),
      (
        "losses: [mse]\ntraining: {adversarial: {attack: fgsm}}",
        "line 2: training.adversarial.epsilon is not valid; expected an attack strength such as 8/255, found nothing"
      ),
      (
        "losses: [mse]\ntraining:\n  adversarial:\n    attack: fgsm\n    epsilon: 8",
        "line 5: training.adversarial.epsilon is not valid; expected a number from 0 to 1 in pixel units, such as 8/255 "
          + "or 0.031, found \"8\""
      ),
      (
        "losses: [mse]\ntraining: {adversarial: {attack: fgsm, epsilon: 8/255, steps: 7}}",
        "line 2: training.adversarial.steps is not valid; expected 1, the one step of fgsm, found \"7\""
      ),
      (
        "losses: [{name: a, loss: mse, training: {adversarial: {attack: pgd, epsilon: 8/255, steps: 0}}}]",
        "line 1: losses[0].training.adversarial.steps is not valid; expected a whole number from 1 to 1000, found \"0\""
      ),
      (
        "losses: [mse]\ntraining: {adversarial: {attack: pgd, epsilon: 8/255, loss: dlr}}",
        "line 2: training.adversarial.loss is not valid; expected one of cross-entropy, own, found \"dlr\""
      ),
      (
        "losses: [mse]\ndataset: {normalisation: meassured}",
        "line 2: dataset.normalisation is not valid; expected measured, or the numbers {mean: [0.5], std: [0.25]}, "
          + "found \"meassured\""
      ),
      (
        "losses: [mse]\ndataset: {normalisation: {mean: [0], std: [0]}}",
        "line 2: dataset.normalisation.std is not valid; expected a number above 0 for each channel, found a list"
      ),
      (
        "losses: [mse]\ndataset: {normalisation: {mean: [0]}}",
        "line 2: dataset.normalisation.std is not valid; expected a number above 0 for each channel, found nothing"
      ),
      (
        "losses: [mse]\ntraining: {normalise_scale: yes}",
        "line 2: training.normalise_scale is not valid; expected true or false, found \"yes\""
      ),
      (
        "losses: [mse]\nattack:\n  epsilons: [0, -8/255]",
        "line 3: attack.epsilons is not valid; expected a number from 0 to 1 in pixel units, such as 8/255 or 0.031, "
          + "found -8/255"
      ),
      (
        "losses: [mse]\nattack: {norm: l3}",
        "line 2: attack.norm is not valid; expected one of linf, l2, found \"l3\"; did you mean \"l2\"?"
      ),
      (
        "losses: [mse]\nattack:\n  norm: l2\n  epsilons: [0.5, -1]",
        "line 4: attack.epsilons is not valid; expected a number from 0, the L2 length of a change in pixel units, "
          + "such as 0.5, found -1"
      ),
      (
        "losses: [mse]\nattack: {budget: {pgd_steps: 0}}",
        "line 2: attack.budget.pgd_steps is not valid; expected a whole number from 1 to 1000000, found \"0\""
      ),
      (
        "losses:\n- mse\n- bakial",
        "line 3: losses[1]: bakial: no such loss; expected \(LossName.usages); "
          + "did you mean baikal?"
      ),
      (
        "losses:\n- {name: a, loss: bakial}",
        "line 2: losses[0].loss is not valid; expected \(LossName.usages), "
          + "found \"bakial\"; did you mean baikal?"
      ),
      (
        "losses: [mse]\narchitecture: al-cnn-mini",
        "line 2: architecture is not valid; expected all-cnn-mini, all-cnn-c, all-cnn-c-fumanchu, cnn-mnist, "
          + "alexnet, preresnet-D, wrn-D-K, found al-cnn-mini; did you mean all-cnn-mini?"
      ),
      (
        "losses: [{name: a, evolve: {objective: fgms, epsilon: 0.1}}]",
        "line 1: losses[0].evolve.objective is not valid; expected one of accuracy, fgsm, worst-of, pgd, found \"fgms\"; "
          + "did you mean \"fgsm\"?"
      ),
      (
        "losses: [{name: a, evolve: {objective: fgsm}}]",
        "line 1: losses[0].evolve.epsilon is not valid; expected an attack strength such as 8/255, "
          + "since the objective is fgsm, found nothing"
      ),
      (
        "losses: [{name: a, loss: mse, evolve: {}}]",
        "line 1: losses[0].evolve is not valid; expected either \"loss\" or \"evolve\", found both"
      ),
      (
        "losses: [{name: a}]",
        "line 1: losses[0].loss is not valid; expected either \"loss\" or \"evolve\", found neither"
      ),
      ("losses: [mse, baikal, mse]", "line 1: losses is not valid; expected different names, found mse twice"),
      (
        "losses: [mse]\nseeds: [1, 2, 1]",
        "line 2: seeds is not valid; expected different seeds, found one of them twice"
      ),
      ("losses: [mse]\nseeds: []", "line 2: seeds is not valid; expected at least one, found an empty list"),
      ("losses: [mse]\nseeds: [-1]", "line 2: seeds is not valid; expected whole numbers from 0, found -1"),
      ("seeds: [1]", "line 1: losses is not valid; expected a list of losses, found nothing"),
      (
        "losses: [\"taylorglo:0,0,1\"]",
        "line 1: losses[0] needs a name of its own; expected a name of letters, digits, \"-\", \"_\" and \".\", "
          + "since it names a folder, found \"taylorglo:0,0,1\"; write {name: my-loss, loss: \"taylorglo:0,0,1\"}"
      ),
      (
        "name: a/b\nlosses: [mse]",
        "line 1: name is not valid; expected a name without \"/\" and no \".\" in front, since it names a folder, "
          + "found \"a/b\""
      ),
      (
        "losses: [mse]\nattack: {losses: [onw]}",
        "line 2: attack.losses is not valid; expected own, dlr, margin, "
          + "\(LossName.usages), found onw; did you mean own?"
      ),
      (
        "losses: [mse]\nslices: {one_dimensional: {range: [1, -1]}}",
        "line 2: slices.one_dimensional.range is not valid; expected two numbers, the smaller first, such as [-1, 1], "
          + "found [1.0, -1.0]"
      ),
      (
        "- mse",
        "line 1: not an audit; expected keys: name, dataset, architecture, training, evolution, seeds, losses, "
          + "attack, slices, precise, executor, formats, found a list"
      ),
      ("", "is empty; expected an audit"),
    ])
  func golden(text: String, message: String) {
    let error = #expect(throws: FileError.self) { try AuditFile.parse(text, path: "audit.yaml") }
    #expect(error?.description == "audit.yaml: \(message)")
  }

  @Test("broken YAML and a key that stands twice are told with their place", arguments: ["losses: [mse", "a: 1\na: 2"])
  func broken(text: String) {
    let error = #expect(throws: FileError.self) { try AuditFile.parse(text, path: "audit.yaml") }
    #expect(error?.description.hasPrefix("audit.yaml: not YAML: ") == true)
  }
}
