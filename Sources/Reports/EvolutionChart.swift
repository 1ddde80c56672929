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
    // Those that were not trained have fitness 0, and no other can have less.
    let untrained = record.generations.map { $0.rejected + ($0.failed ?? 0) }
    let trained = zip(record.generations, untrained).map { Array($0.fitnesses.sorted().dropFirst($1)) }
    let candidates = zip(record.generations, trained).flatMap { generation, fitnesses in
      fitnesses.map { Point(Double(generation.generation), $0) }
    }
    var highest = -Double.infinity
    let soFar = points { generation in
      highest = max(highest, generation.best)
      return highest
    }
    let means = zip(record.generations, trained).map { generation, fitnesses in
      Point(
        Double(generation.generation),
        fitnesses.isEmpty ? .nan : fitnesses.reduce(0, +) / Double(fitnesses.count))
    }
    // Finalists stand beside each other beyond the last generation.
    let end = Double(record.generations.count), step = max(end / 24, 0.25)
    let finalists = record.finalists.enumerated().map { place, finalist in
      (
        point: Point(end + step * Double(place + 2), finalist.fitness),
        bar: Interval(finalist.fitnesses.min() ?? .nan, finalist.fitnesses.max() ?? .nan),
        isWinner: finalist.loss == record.winner
      )
    }
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
      x: Axis("Generation", format: .whole, ticks: ticks(record.generations.count)),
      y: Axis("Fitness", format: .percent, range: 0...1),
      series: [
        .init("best so far", points: soFar, style: 6, isEmphasised: true),
        .init("best of generation", points: points(\.best), scatter: candidates, style: 0),
        .init("median of all", points: points(\.median), style: 1),
        .init("mean of those trained", points: means, style: 4),
        group("finalists on fresh seeds", finalists.filter { !$0.isWinner }, style: 2),
        group("winner on fresh seeds", finalists.filter(\.isWinner), style: 3),
      ].compactMap { $0 },
      references: finalists.isEmpty ? [] : [ReferenceLine(.vertical, at: end + step, "finalists")],
      footnote:
        "\(total) candidates, \(record.generations.map(\.rejected).reduce(0, +)) rejected untrained by the"
        + " \(settings.invariant.rawValue) invariant (fitness 0, no dot)"
        + (failed > 0 ? ", \(failed) failed on the cluster (fitness 0, no dot)" : "") + "; \(settings.training.epochs)"
        + " \(settings.training.epochs == 1 ? "epoch" : "epochs") each; scored on \(Caption.grouped(validation)) held-out images."
        + " Finalists stand beyond the last generation, in the order of the record; bars: their lowest and highest seed."
    )
  }

  private static func group(
    _ name: String, _ finalists: [(point: Point, bar: Interval, isWinner: Bool)], style: Int
  ) -> LineChart.Series? {
    guard !finalists.isEmpty else { return nil }
    return LineChart.Series(
      name, points: finalists.map(\.point), isConnected: false, band: finalists.map(\.bar), style: style)
  }

  /// Ticks at generations alone: beyond them stand finalists.
  private static func ticks(_ generations: Int) -> [Tick]? {
    guard generations > 0 else { return nil }
    let step = [1, 2, 5, 10, 20, 50, 100, 200, 500].first { generations / $0 <= 12 } ?? 1000
    return (1...generations).filter { $0 == 1 || $0.isMultiple(of: step) }.map { Tick(Double($0), "\($0)") }
  }
}
