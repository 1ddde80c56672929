import Models
import Robustness
import Settings

/// How a training learns bounds that hold for all images in a box.
public enum CertifiedMethod: String, Sendable, Codable, CaseIterable {
  /// Interval bound propagation (Gowal et al. 2018, arXiv 1810.12715).
  case ibp
}

/// Training for logits that are right wherever an image may be moved to in a box.
///
/// With `z` the logits of an image, and `ẑ` its worst ones (the lower bound of the right class, upper bounds of all
/// others), it descends `κ L(z) + (1 - κ) L(ẑ)`. The box is empty at first, in which time κ is 1. Then it grows evenly to
/// all pixels within ε, cut to [0, 1], while κ falls to one half, as published; there each took a fixed number of steps.
public struct CertifiedTraining: Sendable, Equatable, CustomStringConvertible {
  let epsilon: Epsilon
  /// Epochs without boxes, and those in which they grow.
  let warmUp: Int
  let ramp: Int

  public var description: String { "interval bounds at ε \(epsilon)" }

  /// The box's half-width, in pixel units, and κ after `epochs`.
  func strength(after epochs: Double) -> (epsilon: Double, kappa: Double) {
    let passed = epochs - Double(warmUp)
    // A box has its full size from the end of the ramp on.
    let share = passed >= Double(ramp) ? 1 : max(0, passed / Double(ramp))
    return (share * epsilon.value, 1 - share / 2)
  }

  /// Whether all of an epoch, counted from 1, sees boxes of the full size.
  func isFull(inEpoch epoch: Int) -> Bool { epoch > warmUp + ramp }
}

extension TrainingSettings {
  /// What `certified` and the keys beside it say; `nil` where no bounds are learnt.
  ///
  /// Half of the epochs for growing boxes is what Shi et al. 2021 take for CIFAR-10: 80 of 160.
  public var certification: CertifiedTraining? {
    guard certified != nil, let certifiedEpsilon else { return nil }
    // One epoch in twenty, as near as whole epochs come to it; a training of one or two has none to spare.
    let warmUp = epochs < 3 ? 0 : (epochs + 19) / 20
    return CertifiedTraining(epsilon: certifiedEpsilon, warmUp: warmUp, ramp: certifiedRamp ?? epochs / 2)
  }

  /// Throws a `SettingError` where certified bounds are set in part, or beside what they do not go with.
  func requireCertifiedFit(to architecture: ArchitectureName) throws {
    guard let certified else {
      guard certifiedEpsilon == nil, certifiedRamp == nil else {
        throw SettingError(
          "certified", expected: "ibp, since \(certifiedEpsilon == nil ? "a ramp" : "an ε") is set for it",
          found: "nothing")
      }
      return
    }
    guard certifiedEpsilon != nil, let certification else {
      throw SettingError(
        "certified_epsilon",
        expected: "how far a pixel may move, such as 0.1, since certified is \(certified.rawValue)",
        found: "nothing")
    }
    guard adversarial == nil else {
      throw SettingError("certified", expected: "nothing beside an attack in training", found: certified.rawValue)
    }
    guard !architecture.normalisesBatches else {
      throw SettingError(
        "architecture", expected: "one without batch normalisation, since certified is \(certified.rawValue)",
        found: "\(architecture)", advice: "the moments of a batch have no bounds in a box; take all-cnn-mini")
    }
    guard certification.isFull(inEpoch: epochs) else {
      throw SettingError(
        "certified_ramp",
        expected: "\(epochs - 1 - certification.warmUp) or less, so that boxes have their full size in the last of "
          + "\(epochs) epochs", found: "\(certification.ramp)",
        advice: certification.warmUp > 0 ? "the first \(certification.warmUp) have no boxes" : nil)
    }
  }
}
