import Datasets
import Files
import LossLandscapes
import Models
import Studies
import Training

extension ModelOptions {
  /// The first `limit` training images, or all, with labels in the order of the outputs of `model`, which was loaded.
  func trainingImages(of dataset: String, for model: ModelFile, limit: Int?, console: Console) throws -> ImageSet {
    let all = try data.load(dataset, console: console)
    guard all.training.count > 0 else {
      throw FileError(all.folder, "there are no training images", advice: "leave out --split and --batch-norm-images")
    }
    let (images, _) = try all.trainingImages.ordered(for: model, at: checkpoint, stated: foreign.statedOrder())
    return limit.map { images.images.prefix($0) } ?? images.images
  }

  /// The way of a training to the last model, along its principal directions, and the models on it.
  func way(
    to last: ModelFile, in folder: String, _ images: ImageSet, _ dataset: String, _ facts: DatasetFacts,
    _ common: CommonOptions, _ console: Console
  ) throws -> (trajectory: Trajectory, models: [(path: String, epoch: Int, weights: Weights)]) {
    let models = try KeptEpochs.paths(in: folder).map { path in
      let model = try load(second: path, beside: last, images, dataset, facts, common, console)
      guard model.classifier.network.layout == last.classifier.network.layout else {
        throw FileError(path, "is no model on the way to \(checkpoint)", expected: "the same network", found: "another")
      }
      return (path: path, epoch: model.history.count, weights: model.classifier.weights)
    }
    guard let trajectory = Trajectory(from: last.classifier.weights, through: models.map(\.weights)) else {
      throw FileError(
        folder, "the models span no plane with \(checkpoint)", expected: "two or more that differ from it",
        advice: "train with a smaller --keep-every")
    }
    if BatchStatistics.has(last.classifier.network) {
      console.log(
        "note: without --batch-norm-images the whole plane has the batch-norm statistics of \(checkpoint); models far"
          + " from it have others")
    }
    return (trajectory, models)
  }

  /// The ways from the first model to others that take the same images by the same network.
  func directions(
    from first: ModelFile, to paths: [String], _ images: ImageSet, _ dataset: String, _ facts: DatasetFacts,
    _ common: CommonOptions, _ console: Console
  ) throws -> [Direction] {
    try paths.map { path in
      let other = try load(second: path, beside: first, images, dataset, facts, common, console)
      let own = first.classifier.network, others = other.classifier.network
      guard own.architecture == others.architecture, own.layout == others.layout else {
        throw FileError(
          path, "the two models are not of one network, so there is no way from one to the other",
          expected: "\(own.architecture) with \(own.layout.count) numbers, as \(checkpoint)",
          found: "\(others.architecture) with \(others.layout.count)")
      }
      guard first.normalisation == other.normalisation else {
        throw FileError(
          path, "the two models do not normalise pixels alike, so that points between them mean nothing",
          expected: "mean \(first.normalisation.mean), std \(first.normalisation.standardDeviation)",
          found: "mean \(other.normalisation.mean), std \(other.normalisation.standardDeviation)")
      }
      let direction = Direction(from: first.classifier.weights, to: other.classifier.weights)
      guard direction.values.contains(where: { $0 != 0 }) else {
        throw FileError(path, "is the same model as \(checkpoint), so there is no way from one to the other")
      }
      return direction
    }
  }
}
