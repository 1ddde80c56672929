import Certification
import Files
import LossLandscapes
import Robustness
import Statistics
import Training

extension StudyResults {
  /// Reads `results.json`.
  ///
  /// Throws a `FileError` that names the place, where the file is not what a run writes: lists of other lengths than
  /// those that belong to them, counts that are negative or larger than what they count, names twice.
  public static func read(_ path: String) throws -> StudyResults {
    let results = try StableJSON.decode(StudyResults.self, from: AtomicFile.read(path), path: path)
    try results.validate(path)
    return results
  }

  /// Throws a `FileError` at `path` unless the parts of the results agree with each other.
  public func validate(_ path: String) throws {
    let check = ResultsCheck(path: path)
    // The number of classes that a label of two bytes tells apart; charts of losses compute each of them.
    try check.whole(dataset.classes, in: 2...65_536, at: "dataset.classes")
    for (count, key) in [
      (dataset.training, "training"), (dataset.validation, "validation"), (dataset.test, "test"),
    ] {
      try check.whole(count, in: 0...ResultsCheck.most, at: "dataset.\(key)")
    }
    try check.whole(parameters ?? 0, in: 0...Int(Int32.max) * 1000, at: "parameters")
    try check.distinct(losses.map(\.name), at: "losses")
    // Every table and chart has the ε of the first model's audit.
    let shared = losses.first?.models.first?.attack.settings
    for (place, loss) in losses.enumerated() {
      try check.loss(loss, of: self, sharing: shared, at: "losses[\(place)]")
    }
  }
}

extension ResultsCheck {
  fileprivate func loss(
    _ loss: StudyResults.LossResult, of results: StudyResults, sharing shared: AuditReport.Settings?, at place: String
  ) throws {
    try fileName(loss.name, at: "\(place).name")
    if let evolution = loss.evolution { try self.evolution(evolution, at: "\(place).evolution") }
    try distinct(loss.models.map { $0.name(in: loss) }, at: "\(place).models")
    if let given = loss.checkpoint {
      try length(loss.models.count, 1, "model, which was given", at: "\(place).models")
      try whole(given.parameters, in: 0...Int(Int32.max) * 1000, at: "\(place).checkpoint.parameters")
    } else {
      try length(
        loss.models.count, results.trained[0].models.count, "models, as of the first loss", at: "\(place).models")
      guard loss.loss != nil else { throw error("\(place).loss", expected: "a loss", found: "none") }
      guard loss.models.allSatisfy({ $0.seed != nil && $0.training != nil }) else {
        throw error("\(place).models", expected: "a seed and the end of its training for each", found: "none")
      }
    }
    if let damage = loss.damage { try self.damage(damage, at: "\(place).damage") }
    if let certification = loss.certification { try self.certification(certification, at: "\(place).certification") }
    for (number, model) in loss.models.enumerated() {
      try self.model(model, of: results, sharing: shared, at: "\(place).models[\(number)]")
    }
    if let slice = loss.slice { try self.slice(slice, dimensions: 1, at: "\(place).slice") }
    if let plane = loss.plane { try slice(plane, dimensions: 2, at: "\(place).plane") }
  }

  private func model(
    _ model: StudyResults.ModelResult, of results: StudyResults, sharing shared: AuditReport.Settings?, at place: String
  ) throws {
    try accuracy(model.testAccuracy, of: results.dataset.test, at: "\(place).test_accuracy")
    for (number, epoch) in model.history.enumerated() {
      let here = "\(place).history[\(number)]"
      guard epoch.epoch == number + 1 else {
        throw error("\(here).epoch", expected: "\(number + 1)", found: "\(epoch.epoch)")
      }
      try share(epoch.trainingAccuracy, at: "\(here).training_accuracy")
      if let validation = epoch.validationAccuracy { try share(validation, at: "\(here).validation_accuracy") }
    }
    if let confidence = model.confidence {
      try whole(confidence.images, in: 0...results.dataset.test, at: "\(place).target_confidence.images")
      for value in [confidence.mean, confidence.predicted].compactMap(\.self) {
        try share(value, at: "\(place).target_confidence")
      }
    }
    try audit(model.attack, at: "\(place).attack")
    if let report = model.sharpness?.report { try sharpness(report, of: results, at: "\(place).sharpness") }
    guard let shared else { return }
    for (one, other, key) in [
      (model.attack.settings.epsilons.map(\.text), shared.epsilons.map(\.text), "epsilons"),
      ([model.attack.settings.norm.rawValue], [shared.norm.rawValue], "norm"),
    ] where one != other {
      throw error(
        "\(place).attack.settings.\(key)", expected: "\(other.joined(separator: ", ")), as of the first model",
        found: one.isEmpty ? "none" : one.joined(separator: ", "))
    }
  }
}
