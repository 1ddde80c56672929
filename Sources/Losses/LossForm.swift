/// How a loss is evaluated.
public enum LossForm: Sendable, Hashable, Codable {
  /// As defined, unscaled and without a floor.
  case published
  /// As trained on: Baikal with the scale and the floor that let it train; the other losses as published, a TaylorGLO
  /// loss divided by its scale where `normaliseScale` asks for it.
  case training(normaliseScale: Bool)
}

extension Loss {
  /// What the value and the gradient are multiplied by.
  ///
  /// A loss divided by (γ_T - γ_N) / n of its null epoch pulls an untrained network as strongly as cross-entropy does.
  /// Always so for Baikal in training: its own pull is n times cross-entropy's. A TaylorGLO loss that does not pull,
  /// γ_T ≤ γ_N, has no such scale and stays as it is.
  func scale(_ form: LossForm, classes: Int) -> Double {
    switch (form, function) {
    case (.published, _), (.training, .crossEntropy), (.training, .meanSquaredError),
      (.training(normaliseScale: false), .taylorGLO):
      return 1
    case (.training, .baikal), (.training(normaliseScale: true), .taylorGLO):
      let scale = Double(classes) / nullEpoch(classes: classes).pull
      return scale > 0 && scale.isFinite ? scale : 1
    }
  }
}
