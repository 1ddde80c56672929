import Models
import Robustness

/// What the figures of several runs do not have in common, in sentences.
struct ComparisonNotes {
  let sentences: [String]

  private typealias Named = (name: String, results: StudyResults)

  /// `groups` are runs whose figures are of the same images.
  init(_ groups: [[(name: String, results: StudyResults)]]) {
    let apart = groups.dropFirst().map { Self.difference(groups[0][0], $0[0]) }
    let within = groups.filter { $0.count > 1 }.flatMap(Self.differences)
    sentences = apart + within
  }

  /// Why the figures of two runs do not stand side by side.
  private static func difference(_ first: Named, _ second: Named) -> String {
    let a = Basis(first.results), b = Basis(second.results)
    let pair = "\(first.name) and \(second.name) are not set side by side"
    if a.dataset != b.dataset { return "\(pair): their data sets are \(a.dataset) and \(b.dataset)." }
    if a.digest != b.digest {
      return "\(pair): both are of \(a.dataset), and the files of their data differ "
        + "(SHA-256 \(a.digest.prefix(12))… and \(b.digest.prefix(12))…)."
    }
    if a.test != b.test || a.attacked != b.attacked {
      return
        "\(pair): their images are others, \(Caption.grouped(a.test)) test images with \(Caption.range(a.attacked)) "
        + "attacked, and \(Caption.grouped(b.test)) with \(Caption.range(b.attacked)) attacked."
    }
    if a.norm != b.norm { return "\(pair): their attacks are in \(a.norm.title) and in \(b.norm.title)." }
    return "\(pair): their attacks lead to \(target(a)) and to \(target(b))."
  }

  private static func target(_ basis: Basis) -> String {
    basis.target.map { "the target “\($0.text)”" } ?? "any wrong class"
  }

  /// What to know of runs that stand side by side.
  private static func differences(_ group: [Named]) -> [String] {
    let suites = group.map { attacks($0.results) }
    var notes: [String] = []
    if Set(suites).count > 1 {
      notes.append(
        "Worst cases are not over the same attacks, and more attacks can only lower them: "
          + zip(group, suites).map { "\($0.name) has \($1)" }.joined(separator: "; ") + ".")
    }
    let architectures = group.map { $0.results.architecture?.description ?? "models from files" }
    if Set(architectures).count > 1 {
      notes.append(
        "Architectures differ: " + zip(group, architectures).map { "\($0.name) has \($1)" }.joined(separator: ", ")
          + ". A difference need not be the loss's.")
    }
    for run in group.dropFirst() {
      let difference = TrainingDifference(group[0].results, run.results).words
      guard !difference.isEmpty else { continue }
      notes.append(
        "\(group[0].name) and \(run.name) trained losses of the same name differently: "
          + "\(difference.joined(separator: "; ")). A difference need not be the loss's.")
    }
    let strengths = group.map { Set($0.results.epsilons.map(\.value)) }
    let shared = strengths.dropFirst().reduce(strengths[0]) { $0.intersection($1) }
    for run in group {
      let left = run.results.epsilons.filter { !shared.contains($0.value) }.map(\.text)
      if !left.isEmpty {
        notes.append("Only some runs were attacked at ε = \(left.joined(separator: ", ")), \(run.name) among them.")
      }
    }
    return notes
  }

  /// The attacks of a run with their losses and budget, as one text.
  private static func attacks(_ results: StudyResults) -> String {
    guard let report = results.losses.first?.models.first?.attack else { return "none" }
    let curves = report.curves.map { Caption.curve($0.label) }.joined(separator: ", ")
    guard let budget = report.settings.budget, report.settings.attacks.contains(where: { $0 != .fgsm }) else {
      return curves
    }
    return curves + " (PGD with \(budget.pgdSteps) steps and \(budget.pgdRestarts) restarts, APGD with "
      + "\(budget.iterations) iterations, Square with \(budget.queries) queries)"
  }
}
