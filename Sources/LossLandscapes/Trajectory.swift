public import Models
import Tensors

/// The way of a training through weight space, seen along its first two principal directions (Li et al. 2018, section 7).
///
/// The directions are those of the differences θₖ − θ of kept models from the last one: the eigenvectors of their products
/// give the plane through θ that holds most of their squared lengths. Trained numbers alone count; running statistics are no
/// part of it.
public struct Trajectory: Sendable {
  /// Two directions of length 1, at right angles.
  public let directions: [Direction]
  /// Where each model is along both.
  public let places: [(alpha: Double, beta: Double)]
  /// The share of all squared distances that each direction explains.
  public let explainedVariance: [Double]

  /// The result is `nil` where the models span no plane.
  public init?(from weights: Weights, through models: [Weights]) {
    let differences = models.map { model in
      var direction = Direction(from: weights, to: model)
      for tensor in weights.layout.tensors where !tensor.role.isTrainable {
        for i in tensor.offset..<tensor.offset + tensor.count { direction.values[i] = 0 }
      }
      return direction.values.map(Double.init)
    }
    let n = differences.count
    let products = differences.flatMap { a in differences.map { a.dot($0) } }
    guard n > 1, let eigen = SymmetricEigen(products, size: n) else { return nil }
    let total = (0..<n).reduce(0) { $0 + products[$1 * n + $1] }
    guard eigen.values[n - 2] > 1e-9 * total, total > 0 else { return nil }
    var directions: [Direction] = [], coordinates: [[Double]] = []
    for index in [n - 1, n - 2] {
      var vector = [Double](repeating: 0, count: weights.layout.count)
      for (k, difference) in differences.enumerated() {
        let factor = eigen.vectors[k * n + index] / eigen.values[index].squareRoot()
        for i in vector.indices { vector[i] += factor * difference[i] }
      }
      // An eigenvector has no sign of its own: the first model is on the positive side.
      let places = differences.map { vector.dot($0) }, sign = places[0] < 0 ? -1.0 : 1
      coordinates.append(places.map { sign * $0 })
      var direction = Direction(from: weights, to: weights)
      direction.values = vector.map { Float(sign * $0) }
      directions.append(direction)
    }
    self.directions = directions
    places = zip(coordinates[0], coordinates[1]).map { ($0, $1) }
    explainedVariance = [n - 1, n - 2].map { eigen.values[$0] / total }
  }

  /// A grid that holds all models and the last one, with a sixth of its width free on each side.
  public func grid(points: Int) -> SliceGrid {
    func range(_ values: [Double]) -> ClosedRange<Double> {
      let lower = min(values.min()!, 0), upper = max(values.max()!, 0), margin = (upper - lower) / 4
      return lower - margin...upper + margin
    }
    var grid = SliceGrid(points: points, range: range(places.map(\.alpha)))
    grid.secondRange = range(places.map(\.beta))
    return grid
  }
}

/// A model on the way of a training.
public struct TrajectoryPoint: Sendable, Codable, Equatable {
  public var checkpoint: String
  /// How many epochs it has had.
  public var epoch: Int
  public var alpha: Double
  public var beta: Double
  /// What the model itself has, where it is, by its own running statistics.
  public var itself: SlicePoint
  /// What the plane has at its place. Where both differ, the picture does not show the way as it was.
  public var projected: SlicePoint
}

extension SliceCut {
  /// What models on a training's way have themselves, and where they are on this plane.
  public func points(
    of trajectory: Trajectory, through models: [(path: String, epoch: Int, weights: Weights)], in context: JobContext
  ) throws -> [TrajectoryPoint] {
    let plane = SliceMeter(classifier, measure, on: images, engine: context.engine)
    var own = measure
    own.statistics = nil
    return try zip(models, trajectory.places).enumerated().map { index, pair in
      let (model, place) = pair
      let meter = SliceMeter(
        Classifier(network: classifier.network, weights: model.weights), own, on: images, engine: context.engine)
      let still = Direction(from: model.weights, to: model.weights)
      let point = TrajectoryPoint(
        checkpoint: model.path, epoch: model.epoch, alpha: place.alpha, beta: place.beta,
        itself: meter.point(Slice.Place(alpha: 0, beta: nil), along: [still]),
        projected: plane.point(Slice.Place(alpha: place.alpha, beta: place.beta), along: draws[0]))
      try context.proceed(JobProgress("following the training", done: index + 1, of: models.count))
      return point
    }
  }
}
