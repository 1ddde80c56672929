import Files

extension RunStatus {
  /// The status as text: a line on the whole, one for each stage, and what a user does next.
  public var text: String {
    var lines = ["\(name) in \(folder): \(standing)"]
    for (index, stage) in stages.enumerated() {
      lines.append("- \(stage.name): \(stage.done) of \(stage.total) done\(detail(of: stage, at: index))")
      if stage.name == "evolution" {
        lines += searches.map { "  \($0.loss): \($0.generations) of \($0.total.counted("generation"))" }
      }
    }
    lines += failedChecks
    switch state {
    case .running: break
    case .unfinished: lines.append("the same command goes on where the last one stopped")
    case .done: lines.append("\(folder)/\(RunLayout.report)")
    }
    return lines.joined(separator: "\n")
  }

  private var standing: String {
    switch state {
    case .running: "running, \(holder!)"
    case .unfinished:
      "unfinished, and nobody works there" + (lastStart.map { "; last started \($0)" } ?? "; it was never started")
    case .done: "done"
    }
  }

  /// What else there is to say of a stage: the first one with missing work is the one that runs.
  private func detail(of stage: Stage, at index: Int) -> String {
    let isCurrent = stages.firstIndex { !$0.missing.isEmpty } == index
    var words: [String] = []
    if state == .running, isCurrent { words.append("running") }
    if stage.begun > 0 { words.append("\(stage.begun) begun") }
    if stage.seconds >= 1 { words.append("\(Int(stage.seconds.rounded())) s so far") }
    if stage.done < stage.total, !isCurrent { words.append("to come") }
    return words.isEmpty ? "" : " (\(words.joined(separator: ", ")))"
  }
}
