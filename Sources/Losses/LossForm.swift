/// A loss is evaluated in one of two forms.
public enum LossForm: Sendable, Hashable, Codable {
  /// The loss is as defined, unscaled and without a floor.
  case published
  /// The loss has the bounds and the scale of its `inTraining` and `trainingScale`. `normaliseScale` is the user's
  /// request for the scale.
  case training(normaliseScale: Bool)
}

/// When training divides a loss by (γ_T - γ_N) / n of its null epoch.
///
/// A loss so divided pulls an untrained network as strongly as cross-entropy does.
public enum TrainingScale: Sendable {
  case asPublished, onRequest, always
}

extension Loss {
  /// The value and the gradient are multiplied by this.
  ///
  /// A loss that does not pull, γ_T ≤ γ_N, has no scale and stays as it is.
  func scale(_ form: LossForm, classes: Int) -> Double {
    switch (form, type(of: function).trainingScale) {
    case (.published, _), (.training, .asPublished), (.training(normaliseScale: false), .onRequest):
      return 1
    case (.training(normaliseScale: true), .onRequest), (.training, .always):
      let scale = Double(classes) / nullEpoch(classes: classes).pull
      return scale > 0 && scale.isFinite ? scale : 1
    }
  }
}
