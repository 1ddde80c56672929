import Files
import Testing

@testable import Studies

/// Audit files for the tests.
enum AuditTexts {
  static let everyKey = """
    name: full
    dataset: {name: mnist, folder: digits, training: 500, validation: 50, test: 60, normalisation: {mean: [0.5], std: [0.25]}}
    architecture: wrn-10-1
    training:
      epochs: 7
      batch_size: 32
      learning_rate: 0.01
      momentum: 0.8
      weight_decay: 2e-3
      schedule: {drop_after: [3, 5], factor: 0.2}
      augmentation: {horizontal_flip: true, crop_padding: 2, cutout: 6}
      dropout: 0.2
      adversarial: {attack: pgd, epsilon: 8/255, steps: 5, step_size: 2/255, loss: own}
      initialisation: pytorch
      normalise_scale: true
      label_smoothing: 0.1
    evolution: {population: 6, retries: 3, sigma: 0.5}
    seeds: [3, 18446744073709551615]
    losses:
    - mse
    - {name: smooth, loss: baikal, label_smoothing: 0.2, training: {epochs: 9}}
    - name: evolved
      seed: 11
      label_smoothing: 0.3
      evolve:
        objective: worst-of
        epsilon: 8/255
        order: 2
        generations: 5
        sigma: 0.7
        invariant: paper
        training: {epochs: 1, batch_size: 16}
        training_images: 400
        initialisations: 2
        fresh_seeds: true
        retry_below: 0.2
        retry_epoch: 4
        finalists: 4
        finalist_seeds: 5
        finalist_epochs: 6
    attack: {attacks: [fgsm], losses: [own, baikal], norm: l2, epsilons: [0, 1.5], limit: 70, budget: {pgd_steps: 5, pgd_restarts: 2, iterations: 6, queries: 7}}
    slices:
      seed: 4
      limit: 80
      one_dimensional: {points: 21, range: [-2, 0.5]}
      two_dimensional: {points: 5}
    precise: true
    executor: local
    formats: [png]
    """

  /// Expects that `text` is refused with `message`, behind the file's name.
  static func expectError(in text: String, _ message: String, at location: SourceLocation = #_sourceLocation) {
    let error = #expect(throws: FileError.self, sourceLocation: location) {
      try AuditFile.parse(text, path: "audit.yaml")
    }
    #expect(error?.description == "audit.yaml: \(message)", sourceLocation: location)
  }
}
