import Certification
import Charts
import LossEvolution
import LossLandscapes
import Losses
import Robustness

/// The charts of a finished study, in the order of the report.
struct StudyCharts {
  struct Entry {
    /// The name of the chart's file in the folder `charts`.
    let file: String
    /// What the chart shows, in one or two sentences.
    let caption: String
    let chart: any Chart
    /// Whether there is one such chart for each of several losses; on paper two of them stand beside each other.
    let isOneOfSeveral: Bool
  }

  let entries: [Entry]

  init(_ results: StudyResults) {
    var entries: [Entry] = []
    func add(_ file: String, _ caption: String, _ chart: (any Chart)?, forEachLoss: Bool = false) {
      guard let chart else { return }
      entries.append(
        Entry(file: file, caption: caption, chart: chart, isOneOfSeveral: forEachLoss && results.losses.count > 1))
    }
    let isFGSMAlone = results.isFGSMAlone, trains = !results.trained.isEmpty
    let isAlone = !trains && results.given.count == 1
    let compare = isAlone ? "" : " This is the figure to compare \(trains ? "losses" : "models") by;"
    add(
      "worst-case.png",
      isFGSMAlone
        ? "An image counts only if it survives FGSM through every attack loss.\(compare) "
          + (isAlone ? "Stronger attacks can only lower it." : "stronger attacks can only lower it.")
        : "An image counts only if it survives every attack.\(compare) "
          + (isAlone ? "An" : "an") + " attack that is not among them may lower it.",
      SeedChart.chart(
        results, title: isFGSMAlone ? "Worst case over attack losses" : "Worst case over attacks",
        subtitle: isFGSMAlone
          ? "FGSM, per image the worst of all attack losses" : "per image the worst of all attacks and losses"
      ) {
        $0.worstCase
      })
    add(
      "smallest-epsilon.png",
      "How much of a change breaks images. Sizes are upper bounds: an attack that is not among these may need less.",
      SmallestEpsilonChart.chart(results))
    add(
      "difference.png", "What each loss adds to the first one, seed by seed. A band that holds 0 may be chance.",
      DifferenceChart.chart(results))
    let followed: [(RequestedLoss, String)] = [
      (.named(.crossEntropy), "cross-entropy"), (.own, "the model's own training loss"), (.named(.dlr), "DLR"),
    ]
    for (loss, words) in followed {
      add(
        "fgsm-\(loss).png",
        loss == .own
          ? "The published measure. A loss that hides its gradient looks robust here and nowhere else."
          : "The same model\(isAlone ? "" : "s"), attacked through \(words).",
        SeedChart.chart(results, title: "Accuracy under FGSM", subtitle: "gradient of \(words)") { report in
          report.curves.first { $0.label == AttackLabel(.fgsm, through: loss) }?.points
        })
    }
    let first = results.losses.compactMap { loss in loss.models.first.map { (name: loss.name, report: $0.attack) } }
    if !isFGSMAlone {
      for (name, report) in first {
        add(
          "attacks-\(name).png", "What each attack leaves right\(trains ? ", of the first seed's model" : "").",
          AuditChart.chart(report, title: "\(name) under attack", dataset: results.dataset.name), forEachLoss: true)
      }
    }
    let firstSeeds = Caption.subject(results) + (trains ? ", first seed's model of each loss" : "")
    add(
      "per-class.png", "Which classes fall first. A mean over classes hides those that do.",
      ClassChart.chart(first, subtitle: firstSeeds, dataset: results.dataset.name))
    let attacked = Set(
      first.compactMap { $0.report.calibration?.underAttack }
        .map { "\(Caption.curve($0.label)) at ε = \($0.epsilon)" })
    add(
      "reliability.png",
      "How often the model is right when it is so sure, without attack and under "
        + (attacked.count == 1 ? "\(attacked.first!)." : "an attack at the middle of the strengths."),
      CalibrationChart.chart(first, subtitle: firstSeeds, dataset: results.dataset.name))
    for loss in results.losses {
      add(
        "damage-\(loss.name).png", "How \(loss.name) bears damage that no adversary chose.",
        loss.damage.map { DamageChart.chart($0, dataset: results.dataset.name) }, forEachLoss: true)
    }
    for loss in results.losses {
      add(
        "bracket-\(loss.name).png",
        "Robust accuracy of \(loss.name): what is proved, and what is not broken.",
        loss.certification.map { BracketChart.chart($0, subtitle: loss.name + (trains ? ", first seed's model" : "")) },
        forEachLoss: true)
    }
    add("training.png", "How fast each loss learns.", TrainingChart.chart(results))
    for loss in results.losses {
      if let evolution = loss.evolution {
        add(
          "evolution-\(loss.name).png",
          "Each dot is one candidate after partial training; those that were rejected have none. "
            + (evolution.winner == nil
              ? "The search found nothing: the finalist that does best on fresh seeds is no winner."
              : "The winner is the finalist that does best on fresh seeds."),
          EvolutionChart.chart(evolution, name: loss.name, validation: results.dataset.validation), forEachLoss: true)
        if let study = evolution.invariants {
          add(
            "invariants-\(loss.name).png",
            "Each mark is one loss of the first generation, which was trained whatever the invariants say of it.",
            InvariantChart.chart(study, validation: results.dataset.validation), forEachLoss: true)
        }
      }
    }
    let known = results.losses.compactMap { loss in loss.loss.map { (name: loss.name, loss: $0) } }
    let named = known.filter(\.loss.isOfProbabilities)
    let others = known.filter { !$0.loss.isOfProbabilities }.map(\.name).joined(separator: ", ")
    if !named.isEmpty {
      let remark = others.isEmpty ? "" : " Without \(others), which sees the direction of the logits alone."
      add(
        "loss-shapes.png", "The price of each probability." + remark,
        LossCharts.shapes(named, classes: results.dataset.classes))
      add(
        "attraction.png", "Where each loss pulls an image towards zero error, and where it pushes it away." + remark,
        LossCharts.attraction(
          named.map { entry in
            var curve = LossCurve(
              entry.loss, classes: results.dataset.classes, epsilons: (1...200).map { Double($0) / 201 })
            curve.loss = entry.name
            return curve
          }, classes: results.dataset.classes))
    }
    if let chart = ConfidenceChart.chart(results) {
      add("confidence.png", "Whether models come to rest where theory says that their losses do.", chart)
    }
    let lines = results.losses.compactMap { loss in loss.slice.map { (loss.name, $0) } }
    if let settings = lines.first?.1.settings {
      let shared = isAlone ? "" : ", the same for all models"
      add(
        "slice-loss.png", "Cross-entropy along \(SliceCaption.directions(settings))\(shared).",
        SliceCharts.lines(
          lines, .crossEntropy, title: "Cross-entropy through the trained weights", subtitle: firstSeeds)
      )
      add(
        "slice-accuracy.png", "Accuracy along the same.",
        SliceCharts.lines(lines, .accuracy, title: "Accuracy through the trained weights", subtitle: firstSeeds))
      if let epsilon = settings.epsilon {
        add(
          "slice-fgsm.png", "Accuracy under FGSM on cross-entropy at ε = \(epsilon.text) along the same.",
          SliceCharts.lines(
            lines, .attackedAccuracy, title: "Accuracy under FGSM through the trained weights", subtitle: firstSeeds))
      }
    }
    let planes = results.losses.compactMap { loss in loss.plane.map { (loss.name, $0) } }
    if let settings = planes.first?.1.settings {
      add(
        "slice-plane.png", "Cross-entropy over \(SliceCaption.directions(settings)), on one colour scale.",
        SliceCharts.planes(planes, title: "Cross-entropy around the trained weights", subtitle: firstSeeds))
      add(
        "slice-surface.png", "The same as surfaces: the higher, the worse. Lines join the measured points.",
        SliceCharts.surfaces(planes, title: "Cross-entropy around the trained weights", subtitle: firstSeeds))
    }
    let sharpness = results.losses.compactMap { loss in
      loss.models.first?.sharpness?.report.map { (loss.name, $0) }
    }
    if !sharpness.isEmpty {
      add(
        "sharpness-density.png",
        "How the curvature of cross-entropy is spread over the directions of weight space. Flatness alone is not robustness.",
        SharpnessCharts.density(sharpness, subtitle: firstSeeds))
    }
    self.entries = entries
  }
}
