import Testing

@Suite("Errors of the training in an audit file")
struct TrainingErrorTests {
  @Test(
    "a setting of a training is told by line, key and what it takes",
    arguments: [
      (
        "losses: [mse]\ntraining:\n  epochs: ten",
        "line 3: training.epochs: expected a whole number from 1 to 100000, found ten"
      ),
      (
        "losses: [mse]\ntraining: {learning_rate: [1]}",
        "line 2: training.learning_rate: expected a number above 0, found a list"
      ),
      (
        "losses: [mse]\ntraining: {recipe: paper/wrn-16-9}",
        "line 2: training.recipe: expected one of paper/all-cnn-c, paper/wrn, paper/wrn-16-8, "
          + "paper/wrn-28-5, paper/wrn-svhn, paper/alexnet, paper/preresnet-20, found paper/wrn-16-9; did "
          + "you mean paper/wrn-16-8?"
      ),
      (
        "losses: [mse]\narchitecture: all-cnn-c\ntraining: {recipe: paper/wrn}",
        "line 2: architecture: expected wrn-D-K, since dropout is set to 0.3, found all-cnn-c; the "
          + "others have the dropout of their publications; of the recipes those for wrn set one"
      ),
      ("losses: [mse]\ntraining: {dropout: 1}", "line 2: training.dropout: expected a number from 0, below 1, found 1"),
      (
        "losses: [mse]\ntraining: {augmentation: {cutout: -1}}",
        "line 2: training.augmentation.cutout: expected a whole number from 0 to 65536, found -1"
      ),
      (
        "losses: [mse]\ntraining: {normalise_scale: yes}",
        "line 2: training.normalise_scale: expected true or false, found yes"
      ),
      (
        "losses: [mse]\narchitecture: al-cnn-mini",
        "line 2: architecture: expected all-cnn-mini, all-cnn-c, all-cnn-c-fumanchu, cnn-mnist, alexnet, "
          + "preresnet-D, wrn-D-K, found al-cnn-mini; did you mean all-cnn-mini?"
      ),
      (
        "losses: [mse]\ntraining: {schedule: {drop_after: [3, x]}}",
        "line 2: training.schedule.drop_after: expected an epoch counted from 1, found x"
      ),
    ])
  func training(text: String, message: String) { AuditTexts.expectError(in: text, message) }

  @Test(
    "so is one of the attack in training",
    arguments: [
      (
        "losses: [mse]\ntraining: {adversarial: {attack: pdg, epsilon: 8/255}}",
        "line 2: training.adversarial.attack: expected one of fgsm, pgd, found pdg; did you mean pgd?"
      ),
      (
        "losses: [mse]\ntraining: {adversarial: {epsilon: 8/255}}",
        "line 2: training.adversarial.attack: expected one of fgsm, pgd, found nothing"
      ),
      (
        "losses: [mse]\ntraining: {adversarial: {attack: fgsm}}",
        "line 2: training.adversarial.epsilon: expected an attack strength such as 8/255, since the "
          + "attack is fgsm, found nothing"
      ),
      (
        "losses: [mse]\ntraining:\n  adversarial:\n    attack: fgsm\n    epsilon: 8",
        "line 5: training.adversarial.epsilon: expected a number from 0 to 1 in pixel units, such as "
          + "8/255 or 0.031, found 8; did you mean 8/255?"
      ),
      (
        "losses: [mse]\ntraining: {adversarial: {attack: fgsm, epsilon: 8/255, steps: 7}}",
        "line 2: training.adversarial.steps: expected 1, the one step of fgsm, found 7"
      ),
      (
        "losses: [{name: a, loss: mse, training: {adversarial: {attack: pgd, epsilon: 8/255, steps: 0}}}]",
        "line 1: losses[0].training.adversarial.steps: expected a whole number from 1 to 1000, found 0"
      ),
      (
        "losses: [mse]\ntraining: {adversarial: {attack: pgd, epsilon: 8/255, loss: dlr}}",
        "line 2: training.adversarial.loss: expected one of cross-entropy, own, divergence, found dlr"
      ),
    ])
  func adversarial(text: String, message: String) { AuditTexts.expectError(in: text, message) }
}
