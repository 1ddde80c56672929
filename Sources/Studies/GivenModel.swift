import Datasets
import Files
import Foundation
import Losses
import Models
import Tensors
import Training

/// A model that a study is given, and what its file is.
struct GivenModel: Sendable {
  /// As the audit file names it.
  let name: String
  let file: ModelFile
  let path: String
  /// SHA-256 of the file.
  let digest: String
  /// What is to be said where the images may not be like those of its training.
  let imageNotes: [String]

  var fileName: String { URL(fileURLWithPath: path).lastPathComponent }

  /// What tells it from another one under the same name.
  struct Traits: Encodable {
    var sha256: String
    var network: Network.Traits
    var loss: Loss?
  }

  var traits: Traits { Traits(sha256: digest, network: file.classifier.network.traits, loss: file.loss) }
}

extension StudyData {
  /// Reads the models that `audit` names, and puts the labels into the order of their outputs.
  ///
  /// Throws a `FileError` where a model does not take the images, or not for the same classes as the others.
  mutating func takeModels(of audit: AuditFile) throws {
    given = try audit.checkpoints.map { entry in
      let file = try ModelFile.read(
        entry.file,
        overrides: .init(
          architecture: entry.architecture?.description, dataset: name.rawValue, loss: entry.loss,
          facts: name.facts == nil ? tests.facts : nil, normalisation: entry.normalisation, images: test,
          tensors: entry.tensors()))
      let own = try ModelFile.datasetName(of: entry.file)
      return GivenModel(
        name: entry.name, file: file, path: entry.file, digest: Digest.sha256(try AtomicFile.read(entry.file)),
        imageNotes: [
          own.flatMap {
            $0 == name.rawValue ? nil : "the file names the data set \($0), the images are of \(name.rawValue)"
          },
          try file.note(onImagesReadBy: audit.dataset.options, path: entry.file),
        ].compactMap { $0 })
    }
    guard let first = given.first else { return }
    for model in given {
      try requireSame(model, as: first)
      try requireFit(model)
    }
    let stated = audit.dataset.classes.map { (names: $0, source: "dataset.classes") }
    let orders = try given.map { try tests.ordered(for: $0.file, at: $0.path, stated: stated) }
    let expected = audit.trains ? tests.facts.classNames : orders[0].0.facts.classNames
    for (model, order) in zip(given, orders) where !order.0.facts.classNames.areSameNames(as: expected) {
      throw FileError(
        model.path, "the models do not have the classes in the same order",
        expected: "\(expected.joined(separator: ", ")), as \(audit.trains ? "in \(folder)" : "of \(first.path)")",
        found: order.0.facts.classNames.joined(separator: ", "))
    }
    orderNote = orders.lazy.compactMap(\.note).first
    tests = orders[0].0
  }

  private func requireSame(_ model: GivenModel, as first: GivenModel) throws {
    let own = model.file.classifier.network, other = first.file.classifier.network
    guard own.input == other.input else {
      throw FileError(
        model.path, "the models do not take the same images", expected: "\(other.input), as of \(first.path)",
        found: "\(own.input)")
    }
    guard own.classes == other.classes else {
      throw FileError(
        model.path, "the models do not have the same classes", expected: "\(other.classes), as of \(first.path)",
        found: "\(own.classes)")
    }
  }

  private func requireFit(_ model: GivenModel) throws {
    let network = model.file.classifier.network
    guard network.input == test.shape else {
      throw FileError(
        model.path, "the model does not take these images", expected: "\(network.input)",
        found: "\(test.shape) in \(folder)")
    }
    guard training.count == 0 || network.classes == classes else {
      throw FileError(
        model.path, "the model does not have the classes of those that are trained", expected: "\(classes)",
        found: "\(network.classes)")
    }
    if let label = test.labels.first(where: { Int($0) >= network.classes }) {
      throw FileError(
        model.path, "the model has too few classes", expected: "more than \(label)", found: "\(network.classes)")
    }
  }

  /// What the user should know of the models that are given.
  var givenNotes: [String] {
    let notes = given.flatMap { model in
      (model.file.notes + model.imageNotes).map { "\(model.name): \($0)" }
    }
    let outputs = given.first?.file.classifier.network.classes ?? 0
    return notes + [orderNote].compactMap { $0 }
      + (outputs > classes
        ? ["the models have \(outputs) outputs for \(classes) classes of \(name.rawValue); chance is that of the data"]
        : [])
      + given.filter { $0.file.loss == nil }.map {
        "\($0.name): nobody says which loss it was trained with; attacks and checks through its own loss are not made"
      }
  }
}
