import Foundation
import Losses
import Robustness
import Statistics

/// The content of `results.csv`: one row for each model, attack and ε, for spreadsheets and data frames.
public enum ResultsTable {
  public static func csv(_ results: StudyResults) -> String {
    var rows = [
      "loss_name,loss,seed,checkpoint,attack,attack_loss,epsilon,total,correct,accuracy,lower_95,upper_95"
    ]
    for loss in results.losses {
      for model in loss.models {
        let clean = model.attack.clean
        let prefix = [quoted(loss.name), quoted(loss.loss.name), "\(model.seed)", quoted(model.checkpoint)]
          .joined(separator: ",")
        rows.append(
          "\(prefix),none,,0,\(model.attack.total),\(clean.correct),\(clean.accuracy),\(clean.interval.lower),\(clean.interval.upper)"
        )
        let curves =
          model.attack.curves.map { ($0.label.attack.rawValue, $0.label.loss, $0.points) }
          + [("worst-case", "all", model.attack.worstCase)]
        for (attack, attackLoss, points) in curves {
          for point in points {
            rows.append(
              "\(prefix),\(attack),\(quoted(attackLoss)),\(point.epsilon.value),\(model.attack.total),\(point.correct),"
                + "\(point.accuracy),\(point.interval.lower),\(point.interval.upper)")
          }
        }
      }
    }
    return rows.joined(separator: "\n") + "\n"
  }

  /// The field as RFC 4180 has it: with a comma, a quote or a line break it is quoted.
  private static func quoted(_ text: String) -> String {
    text.unicodeScalars.contains { ",\"\n\r".unicodeScalars.contains($0) }
      ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }
}
