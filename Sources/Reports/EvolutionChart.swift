import Charts
import LossEvolution
import Losses
import Robustness
import Statistics
import Training

/// The fitness of one search against its generations.
enum EvolutionChart {
  static func chart(_ record: EvolutionRecord, name: String, validation: Int) -> LineChart {
    func points(_ value: (EvolutionRecord.Generation) -> Double) -> [Point] {
      record.generations.map { Point(Double($0.generation), value($0)) }
    }
    let candidates = record.generations.flatMap { generation in
      generation.fitnesses.map { Point(Double(generation.generation), $0) }
    }
    let finalists = record.finalists.map { Point(Double(record.generations.count + 1), $0.fitness) }
    let settings = record.settings
    let epsilon = "ε = \(settings.epsilon?.text ?? "")"
    let measure =
      switch settings.objective {
      case .accuracy: "validation accuracy"
      case .fgsm: "validation accuracy under FGSM through the own loss, \(epsilon)"
      case .worstOf: "validation images that survive FGSM through own loss, cross-entropy and DLR, \(epsilon)"
      case .pgd: "validation images that survive PGD through cross-entropy and DLR, \(epsilon)"
      case .autoAttackLite: "validation images that survive short APGD and targeted APGD, \(epsilon)"
      case .area: "mean accuracy under FGSM through own loss, cross-entropy and DLR at strengths up to \(epsilon)"
      case .tradeOff:
        "\(settings.cleanWeight ?? 0.5) of clean accuracy, the rest of accuracy under FGSM through three losses, \(epsilon)"
      }
    let total = record.generations.map(\.fitnesses.count).reduce(0, +)
    let failed = record.generations.compactMap(\.failed).reduce(0, +)
    return LineChart(
      title: "Evolution of \(name)\(record.winner == nil ? ": nothing found" : "")", subtitle: "fitness: \(measure)",
      x: Axis("Generation", format: .whole),
      y: Axis("Fitness", format: .percent, range: 0...1),
      series: [
        .init("best of generation", points: points(\.best), scatter: candidates, style: 0),
        .init("median", points: points(\.median), style: 1),
        .init("finalists on fresh seeds", points: finalists, isConnected: false, style: 2),
      ],
      footnote:
        "\(total) candidates (dots), \(record.generations.map(\.rejected).reduce(0, +)) rejected untrained by the"
        + " \(settings.invariant.rawValue) invariant (fitness 0)"
        + (failed > 0 ? ", \(failed) failed on the cluster (fitness 0)" : "") + "; \(settings.training.epochs)"
        + " \(settings.training.epochs == 1 ? "epoch" : "epochs") each; scored on \(Caption.grouped(validation)) held-out images."
        + " Finalists stand beyond the last generation."
    )
  }
}
