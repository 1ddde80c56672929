import Certification
import LossEvolution
import Robustness
import Statistics

/// The first words of a report: a few plain sentences that are made from the results alone.
struct ReportSummary {
  private let results: StudyResults
  private let models: [(name: String, attack: AuditReport)]

  init(_ results: StudyResults) {
    self.results = results
    models = results.losses.flatMap { loss in loss.models.map { ($0.name(in: loss), $0.attack) } }
  }

  /// What was audited, what held, what the strongest attack left, and which checks failed.
  var sentences: [String] {
    guard let settings = models.first?.attack.settings else { return ["No model was audited."] }
    let strengths = settings.epsilons.indices.filter { settings.epsilons[$0].value > 0 }
      .sorted { settings.epsilons[$0].value < settings.epsilons[$1].value }
    var sentences = [subject(settings), clean]
    if let least = strengths.first, let most = strengths.last {
      sentences.append(worstCases(at: most == least ? [least] : [least, most], settings))
      if let strongest = strongest(at: strengths) { sentences.append(strongest) }
      sentences.append(bound)
    }
    return sentences + [brackets, checks, searches].compactMap(\.self)
  }

  var html: HTML {
    "<ul class=\"summary\">\n\(sentences.map { "<li>\($0)</li>" as HTML }.joined("\n"))\n</ul>"
  }

  private func subject(_ settings: AuditReport.Settings) -> String {
    let trained = results.trained.count
    let losses = trained == 0 ? "" : trained == 1 ? ", 1 loss" : ", \(trained) losses"
    let seeds = trained == 0 ? "" : ", \(Caption.seeds(results.trained))"
    let attacks = settings.attacks.map(\.title).joined(separator: ", ")
    return
      "Audited: \(Caption.subject(results)) on \(results.dataset.name)\(losses)\(seeds), attacked by \(attacks) on "
      + "\(Caption.range(models.map(\.attack.total))) test images in \(settings.norm.title)."
  }

  private var clean: String {
    let values = results.losses.map { ($0.name, $0.models.map(\.testAccuracy.accuracy)) }
    return "Without attack \(range(values)) of the test images are right."
  }

  private func worstCases(at places: [Int], _ settings: AuditReport.Settings) -> String {
    let words = places.map { place in
      let values = results.losses.map { loss in (loss.name, loss.models.map { $0.attack.worstCase[place].accuracy }) }
      return (strength: settings.epsilons[place].text, range: range(values))
    }
    let rest = words.dropFirst().map { ", and \($0.range) at ε = \($0.strength)" }.joined()
    return "All attacks together leave \(words[0].range) right at ε = \(words[0].strength)\(rest)."
  }

  /// The mean over seeds of the least and of the best, each with its name.
  private func range(_ values: [(name: String, shares: [Double])]) -> String {
    let means = values.compactMap { entry in SeedSpread(entry.shares).map { (entry.name, $0.mean) } }
    guard let least = means.min(by: { $0.1 < $1.1 }), let most = means.max(by: { $0.1 < $1.1 }) else { return "none" }
    func words(_ entry: (String, Double)) -> String { "\(Caption.fixed(100 * entry.1)) % (\(entry.0))" }
    guard means.count > 1 else { return "\(Caption.fixed(100 * least.1)) %" }
    return least.1 == most.1
      ? "\(Caption.fixed(100 * least.1)) % (every one)" : "\(words(least)) to \(words(most))"
  }

  /// Which single attack left the fewest images right of most models, over all ε above 0 together.
  private func strongest(at places: [Int]) -> String? {
    func right(_ curve: AttackCurve) -> Int { places.map { curve.points[$0].correct }.reduce(0, +) }
    var wins: [(label: String, models: Int)] = []
    for model in models {
      guard model.attack.curves.count > 1,
        let curve = model.attack.curves.min(by: { right($0) < right($1) })
      else { continue }
      let label = curve.label.title { $0 == .own ? "the own loss" : LossCharts.short("\($0)") }
      let known = wins.firstIndex { $0.label == label } ?? wins.count
      if known == wins.count { wins.append((label, 0)) }
      wins[known].models += 1
    }
    guard let first = wins.first else { return nil }
    let best = wins.dropFirst().reduce(first) { $1.models > $0.models ? $1 : $0 }
    return
      "Over all ε the strongest single attack is \(best.label): it leaves the fewest right of "
      + "\(best.models) of \(models.count) \(models.count == 1 ? "model" : "models")."
  }

  /// What was proved of the models, at the largest ε at which anything was.
  private var brackets: String? {
    let reports = results.losses.compactMap { loss in loss.certification.map { (name: loss.name, report: $0) } }
    guard let first = reports.first?.report else { return nil }
    let points = first.points.sorted { $0.epsilon < $1.epsilon }
    func shares(at epsilon: Double, _ share: (CertificationReport.Point) -> Double) -> [(
      name: String, shares: [Double]
    )] {
      reports.map { entry in (entry.name, entry.report.points.filter { $0.epsilon == epsilon }.map(share)) }
    }
    guard
      let point = points.last(where: {
        shares(at: $0.epsilon) { $0.lower.accuracy }.contains { $0.shares.contains { $0 > 0 } }
      })
        ?? points.first
    else { return nil }
    return
      "Of the first \(Caption.grouped(first.total)) test images \(range(shares(at: point.epsilon) { $0.lower.accuracy })) "
      + "are proved to be right whatever is changed up to ε = \(point.text) in \(first.settings.norm.title); "
      + "attacks leave \(range(shares(at: point.epsilon) { $0.upper.accuracy }))."
  }

  private var bound: String {
    results.isFGSMAlone
      ? "FGSM is a single step and the only attack here: the figures bound robust accuracy from above and are not robust accuracy."
      : "What no attack here broke, another may: the figures bound robust accuracy from above."
  }

  private var checks: String {
    var failed: [(check: String, models: [String])] = [], warned = 0, run = 0, times: [String: Int] = [:]
    let certified = results.losses.compactMap { loss in loss.certification.map { (name: loss.name, checks: $0.checks) }
    }
    for model in models.map({ (name: $0.name, checks: $0.attack.checks) }) + certified {
      for check in model.checks {
        switch check.verdict {
        case .notRun: continue
        case .pass: break
        case .warn: warned += 1
        case .fail:
          let place = failed.firstIndex { $0.check == check.name } ?? failed.count
          if place == failed.count { failed.append((check.name, [])) }
          failed[place].models.append(model.name)
        }
        run += 1
        times[check.name, default: 0] += 1
      }
    }
    guard run > 0 else { return "No check was run, so nothing says whether the figures mean what they seem to mean." }
    let warnings = warned == 0 ? "" : warned == 1 ? " One check warns." : " \(warned) checks warn."
    guard !failed.isEmpty else {
      return (warned == 0 ? "Every check that was run passed." : "No check that was run failed.") + warnings
    }
    let words = failed.map { check, models in
      let names = models.count > 3 ? "\(models.count) of \(times[check]!) models" : models.joined(separator: "; ")
      return "the check \(check) failed for \(names): \(CheckMeaning.words(check))"
    }
    let text = words.joined(separator: ". Also, ")
    return text.prefix(1).uppercased() + text.dropFirst() + "." + warnings
  }

  private var searches: String? {
    let records = results.losses.compactMap { loss in loss.evolution.map { (loss.name, $0) } }
    guard !records.isEmpty else { return nil }
    let empty = records.filter { $0.1.winner == nil }.map(\.0)
    return empty.isEmpty
      ? "Searches found \(records.map { "\($0.0)" }.joined(separator: " and "))."
      : "The search for \(empty.joined(separator: " and ")) found nothing: its loss is the best finalist all the same."
  }
}
