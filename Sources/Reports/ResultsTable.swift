import Files
import Foundation
import Losses
import Models
import Robustness
import Statistics

/// The content of `results.csv`: one row for each model, attack and ε, for spreadsheets and data frames.
public enum ResultsTable {
  public static func csv(_ results: StudyResults) -> String {
    let models = results.losses.flatMap(\.models)
    let others = Self.others.filter { other in
      models.contains { $0.attack.worstCase.contains { other.figure($0) != nil } }
    }
    var rows = [
      "loss_name,loss,seed,checkpoint,attack,attack_loss,epsilon,total,correct,accuracy,lower_95,upper_95"
        + others.map { ",\($0.column)" }.joined() + ",epsilon_written,norm,architecture,dataset,study"
    ]
    for loss in results.losses {
      for model in loss.models {
        let clean = model.attack.clean, prefix = model.columns(in: loss)
        let suffix = [
          model.attack.settings.norm.rawValue,
          loss.checkpoint?.architecture ?? results.architecture?.description ?? "", results.dataset.name, results.name,
        ]
        .map { ",\(CSV.quoted($0))" }.joined()
        rows.append(
          "\(prefix),none,,0,\(model.attack.total),\(clean.correct),\(clean.accuracy),\(clean.interval.lower),\(clean.interval.upper)"
            + others.map { _ in "," }.joined() + ",0\(suffix)"
        )
        let curves =
          model.attack.curves.map { ($0.label.attack.rawValue, $0.label.loss, $0.points) }
          + [("worst-case", "all", model.attack.worstCase)]
        for (attack, attackLoss, points) in curves {
          for point in points {
            rows.append(
              "\(prefix),\(attack),\(CSV.quoted(attackLoss)),\(point.epsilon.value),\(model.attack.total),\(point.correct),"
                + "\(point.accuracy),\(point.interval.lower),\(point.interval.upper)"
                + others.map { ",\($0.figure(point).map { "\($0.correct)" } ?? "")" }.joined()
                + ",\(CSV.quoted(point.epsilon.text))\(suffix)")
          }
        }
      }
    }
    return rows.joined(separator: "\n") + "\n"
  }

  /// Columns that are there where an attack of the study has such a figure.
  private static let others: [(column: String, figure: @Sendable (AttackPoint) -> Accuracy?)] = [
    ("correct_quantised", { $0.quantised }), ("reached", { $0.reached }),
    ("reached_quantised", { $0.reachedQuantised }),
  ]
}

extension StudyResults.ModelResult {
  /// The fields `loss_name`, `loss`, `seed` and `checkpoint`, with which the rows of every table begin.
  func columns(in loss: StudyResults.LossResult) -> String {
    [
      CSV.quoted(loss.name), CSV.quoted(loss.loss?.name ?? ""), seed.map { "\($0)" } ?? "", CSV.quoted(checkpoint),
    ]
    .joined(separator: ",")
  }
}
