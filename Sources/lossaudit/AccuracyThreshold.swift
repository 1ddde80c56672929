import ArgumentParser
import Robustness

/// The accuracy under which a command ends with 3: accuracy@ε.
struct AccuracyThreshold {
  let accuracy: Double
  let epsilon: Epsilon

  /// Throws a `ValidationError` for what is no accuracy and strength.
  init(parsing text: String, norm: Norm) throws {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, let accuracy = Double(parts[0]), (0...1).contains(accuracy) else {
      throw ValidationError("--fail-below: expected accuracy@ε, such as 0.4@8/255, found \(text)")
    }
    self.accuracy = accuracy
    epsilon = try usage { try Epsilon(parsing: String(parts[1]), at: "--fail-below", norm: norm) }
  }
}
