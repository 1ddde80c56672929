import Robustness

/// The checks that failed, as the last lines on a terminal: who reads the run folder's name alone should know of them.
public enum FailedChecks {
  /// A line for each model with a failed check, and one for each such check; none where no check failed.
  public static func lines(_ results: StudyResults) -> [String] {
    results.losses.flatMap { loss in
      loss.models.flatMap { model -> [String] in
        let failed = model.attack.checks.filter { $0.verdict == .fail }
        guard !failed.isEmpty else { return [] }
        return ["\(model.name(in: loss)): its figures cannot be taken at their word:"]
          + failed.map { "  \($0.name): \($0.detail)" }
      }
    }
  }
}
