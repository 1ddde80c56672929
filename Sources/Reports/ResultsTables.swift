import Files
import LossEvolution
import LossLandscapes
import Losses
import Robustness
import Statistics
import Training

/// The tables of a run in the folder `tables`, for spreadsheets and data frames: one row a measurement.
///
/// `results.csv` has accuracies under attack. These have the rest. A table without rows is not written.
public struct ResultsTables {
  /// Each table's name and content.
  public let files: [(name: String, csv: String)]

  public init(_ results: StudyResults) {
    let pairs = results.losses.flatMap { loss in loss.models.map { (loss, $0) } }
    files = [
      Self.table("training", "epoch,learning_rate,training_loss,training_accuracy,validation_accuracy", pairs) {
        $1.history.map { epoch in
          [
            "\(epoch.epoch)", Self.number(epoch.learningRate), Self.number(epoch.trainingLoss),
            Self.number(epoch.trainingAccuracy), Self.number(epoch.validationAccuracy),
          ]
        }
      },
      Self.table("calibration", "attack,attack_loss,epsilon,bin,count,mean_confidence,accuracy", pairs) {
        guard let calibration = $1.attack.calibration else { return [] }
        let attacked = calibration.underAttack
        return Self.bins(calibration.clean, ["none", "", "0"])
          + Self.bins(
            attacked?.error,
            attacked.map {
              [$0.label.attack.rawValue, CSV.quoted($0.label.loss), Self.number($0.epsilon.value)]
            } ?? [])
      },
      Self.table("classes", "class,class_name,attack,epsilon,total,correct", pairs) {
        ($1.attack.perClass ?? []).flatMap { row in
          let start = ["\(row.number)", CSV.quoted(row.name ?? "")]
          return [start + ["none", "0", "\(row.total)", "\(row.cleanCorrect)"]]
            + row.worstCase.map {
              start + ["worst-case", Self.number($0.epsilon), "\(row.total)", "\($0.correct)"]
            }
        }
      },
      Self.table("slices", SliceTable.header, pairs) { loss, model in
        // Slices are of the first seed's model.
        guard model.checkpoint == loss.models.first?.checkpoint else { return [] }
        return [loss.slice, loss.plane].compactMap(\.self).flatMap { SliceTable.rows($0).map { [$0] } }
      },
      Self.table("sharpness", SharpnessTable.header, pairs) { $1.sharpness.map { [SharpnessTable.fields($0)] } ?? [] },
      Self.evolution(results),
    ]
    .compactMap(\.self)
  }

  /// Writes the tables under `folder`.
  public func write(to folder: String) throws {
    for file in files { try AtomicFile.write(file.csv, to: "\(folder)/tables/\(file.name).csv") }
  }

  private static func table(
    _ name: String, _ columns: String, _ pairs: [(StudyResults.LossResult, StudyResults.ModelResult)],
    rows: (StudyResults.LossResult, StudyResults.ModelResult) -> [[String]]
  ) -> (name: String, csv: String)? {
    let lines = pairs.flatMap { loss, model in
      rows(loss, model).map { "\(model.columns(in: loss)),\($0.joined(separator: ","))" }
    }
    guard !lines.isEmpty else { return nil }
    return (name, (["loss_name,loss,seed,checkpoint,\(columns)"] + lines).joined(separator: "\n") + "\n")
  }

  /// A row for each candidate of each generation, and one for each fresh seed of each finalist.
  private static func evolution(_ results: StudyResults) -> (name: String, csv: String)? {
    let lines = results.losses.flatMap { loss -> [String] in
      guard let record = loss.evolution else { return [] }
      let name = CSV.quoted(loss.name)
      return record.generations.flatMap { generation in
        generation.fitnesses.enumerated().map {
          "\(name),generation,\(generation.generation),\($0 + 1),,\(number(generation.sigma)),\(number($1))"
        }
      }
        + record.finalists.enumerated().flatMap { place, finalist in
          finalist.fitnesses.map {
            "\(name),final,,\(place + 1),\(CSV.quoted(finalist.loss.name)),,\(number($0))"
          }
        }
    }
    guard !lines.isEmpty else { return nil }
    return (
      "evolution",
      (["loss_name,stage,generation,candidate,loss,sigma,fitness"] + lines).joined(separator: "\n") + "\n"
    )
  }

  private static func bins(_ error: CalibrationError?, _ start: [String]) -> [[String]] {
    (error?.bins ?? []).enumerated().map { place, bin in
      start + ["\(place + 1)", "\(bin.count)", number(bin.meanConfidence), number(bin.accuracy)]
    }
  }

  /// The number as pandas and R read it; empty where there is none.
  private static func number(_ value: Double?) -> String { SliceTable.field(value) }
}
