import Files
import Testing

@testable import Studies

@Suite("Errors of an audit file")
struct AuditFileErrorTests {
  @Test(
    "an unknown key is told by its line and the nearest key",
    arguments: [
      ("losses: [mse]\nlossses: [mse]", "line 2: unknown key \"lossses\"; did you mean \"losses\"?"),
      ("losses: [mse]\ntraining:\n  epoch: 3", "line 3: unknown key \"epoch\" in training; did you mean \"epochs\"?"),
      (
        "losses:\n- mse\n- name: a\n  evolve:\n    populaton: 3",
        "line 5: unknown key \"populaton\" in losses[1].evolve; did you mean \"population\"?"
      ),
      ("losses: [mse]\nevolution: {sgima: 1}", "line 2: unknown key \"sgima\" in evolution; did you mean \"sigma\"?"),
      (
        "losses: [mse]\ndataset: {qqqq: red}",
        "line 2: unknown key \"qqqq\" in dataset; the keys here are name, folder, training, validation, "
          + "test, classes, extra, bits, colour, resize, crop, corruption, severity, normalisation"
      ),
      (
        "losses: [mse]\ntraining: 10",
        "line 2: training is not a table; expected keys: recipe, epochs, batch_size, learning_rate, "
          + "momentum, weight_decay, schedule, augmentation, dropout, initialisation, normalise_scale, "
          + "certified, certified_epsilon, certified_ramp, attraction_log, keep_every, label_smoothing, adversarial, found 10"
      ),
      (
        "losses: [{name: a, evolve: {training: {recipe: paper/wrn}}}]",
        "line 1: unknown key \"recipe\" in losses[0].evolve.training; the keys here are epochs, "
          + "batch_size, learning_rate, momentum, weight_decay, schedule, augmentation, dropout, "
          + "initialisation, normalise_scale, certified, certified_epsilon, certified_ramp, attraction_log, keep_every, adversarial"
      ),
      (
        "losses: [mse]\ntraining: {adversarial: pgd}",
        "line 2: training.adversarial is not a table; expected keys: attack, epsilon, steps, step_size, "
          + "loss, method, beta, weight_perturbation, warm_up, found pgd"
      ),
      (
        "- mse",
        "line 1: not an audit; expected keys: name, architecture, seeds, attack, damage, certify, slices, sharpness, precise, "
          + "executor, slurm, formats, dataset, training, evolution, losses, checkpoints, found a list"
      ),
    ])
  func keys(text: String, message: String) { AuditTexts.expectError(in: text, message) }

  @Test(
    "a mistake at the top is told by line, key and what was meant",
    arguments: [
      ("losses: [mse]\nseeds: [1, 2, 1]", "line 2: seeds: expected different seeds, found one of them twice"),
      ("losses: [mse]\nseeds: []", "line 2: seeds: expected whole numbers from 0, found an empty list"),
      ("losses: [mse]\nseeds: [-1]", "line 2: seeds: expected a whole number from 0, found -1"),
      (
        "name: a/b\nlosses: [mse]",
        "line 1: name: expected a name without \"/\" or control characters and no \".\" in front, since it names a folder, "
          + "found a/b"
      ),
      ("", "is empty; expected an audit"),
    ])
  func top(text: String, message: String) { AuditTexts.expectError(in: text, message) }

  @Test(
    "so is one in the data set",
    arguments: [
      (
        "losses: [mse]\ndataset: {name: mnist, extra: true}",
        "line 2: dataset.extra: expected the data set svhn, which alone has extra images, found mnist"
      ),
      (
        "losses: [mse]\ndataset: {normalisation: meassured}",
        "line 2: dataset.normalisation: expected measured, or the numbers {mean: [0.5], std: [0.25]}, "
          + "found meassured"
      ),
      (
        "losses: [mse]\ndataset: {normalisation: {mean: [0], std: [0]}}",
        "line 2: dataset.normalisation.std: expected a number above 0 for each channel, found 0"
      ),
      (
        "losses: [mse]\ndataset: {normalisation: {mean: [0]}}",
        "line 2: dataset.normalisation.std: expected a number for each channel, found nothing"
      ),
    ])
  func dataset(text: String, message: String) { AuditTexts.expectError(in: text, message) }

  @Test("broken YAML and a key that stands twice are told with their place", arguments: ["losses: [mse", "a: 1\na: 2"])
  func broken(text: String) {
    let error = #expect(throws: FileError.self) { try AuditFile.parse(text, path: "audit.yaml") }
    #expect(error?.description.hasPrefix("audit.yaml: not YAML: ") == true)
  }
}
