import Charts
import LossEvolution
import Losses
import Statistics

/// The validation accuracy of random losses against their pull at the null epoch, by what the invariants say of them.
enum InvariantChart {
  static func chart(_ study: InvariantStudy, validation: Int) -> LineChart {
    let groups: [(String, Bool, Bool)] = [
      ("both accept", true, true), ("exact alone accepts", true, false), ("paper alone accepts", false, true),
      ("neither accepts", false, false),
    ]
    return LineChart(
      title: "Which random losses train",
      subtitle: study.verdicts.map {
        "\($0.invariant.rawValue): precision \(percent($0.precision)), recall \(percent($0.recall))"
      }.joined(separator: "; "),
      x: Axis("Pull at the null epoch γ_T − γ_N", scale: .symlog(threshold: 1)),
      y: Axis("Validation accuracy", format: .percent, range: 0...1),
      series: groups.enumerated().map { index, group in
        let points = study.sample.filter { $0.exact == group.1 && $0.paper == group.2 }
          .map { Point($0.nullEpoch.pull, $0.validationAccuracy) }
        return .init("\(group.0) (\(points.count))", points: points, isConnected: false, style: index)
      },
      references: [
        ReferenceLine(.horizontal, at: InvariantStudy.trainedFrom, "trained"),
        ReferenceLine(.vertical, at: 0, "exact"),
      ],
      footnote:
        "\(study.sample.count) losses of the search's starting distribution, all trained;"
        + " accuracy on \(Caption.grouped(validation)) held-out images. Brackets: Wilson 95 % intervals.")
  }

  private static func percent(_ share: Accuracy) -> String {
    func whole(_ number: Double) -> String { "\(Int((100 * number).rounded()))" }
    return "\(whole(share.accuracy)) % [\(whole(share.interval.lower)), \(whole(share.interval.upper))]"
  }
}
