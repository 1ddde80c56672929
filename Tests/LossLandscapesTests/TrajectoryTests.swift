import Models
import TestSupport
import Testing

@testable import LossLandscapes

@Suite("Trajectory")
struct TrajectoryTests {
  static let last = TestNetworks.classifier.weights

  /// The last weights moved by `parts` along two random directions, the first of which is longer.
  static func moved(_ parts: [(Double, Double)]) -> [Weights] {
    let (a, b) = (SliceTests.directions[0], SliceTests.directions[1])
    return parts.map { first, second in
      var weights = last
      for i in weights.values.indices {
        weights.values[i] += Float(first) * a.values[i] + Float(second) * b.values[i]
      }
      return weights
    }
  }

  @Test("models in a plane are where they are: distances stay, and both directions explain all")
  func plane() throws {
    let models = Self.moved([(2, 0.1), (1, 0.5), (0.5, -0.2), (0, 0)])
    let trajectory = try #require(Trajectory(from: Self.last, through: models))
    #expect(abs(trajectory.explainedVariance[0] + trajectory.explainedVariance[1] - 1) < 1e-6)
    #expect(trajectory.explainedVariance[0] > trajectory.explainedVariance[1])
    for (model, place) in zip(models, trajectory.places) {
      let length = zip(model.values, Self.last.values).map { Double($0 - $1) }.norm
      #expect(abs((place.alpha * place.alpha + place.beta * place.beta).squareRoot() - length) < 1e-4)
      // The plane at the place is the model.
      for i in model.values.indices {
        let value =
          Self.last.values[i] + Float(place.alpha) * trajectory.directions[0].values[i]
          + Float(place.beta) * trajectory.directions[1].values[i]
        #expect(abs(value - model.values[i]) < 1e-4)
      }
    }
    #expect(trajectory.places[0].alpha > 0)
    for direction in trajectory.directions { #expect(abs(direction.values.map(Double.init).norm - 1) < 1e-5) }
    #expect(abs(trajectory.directions[0].cosine(to: trajectory.directions[1])) < 1e-5)
  }

  @Test("a third direction is left out, and what it holds is not explained")
  func rest() throws {
    var models = Self.moved([(2, 0), (0, 2), (1, 1)])
    let third = Direction(for: Self.last, seed: 9, index: 5)
    for i in models[2].values.indices { models[2].values[i] += third.values[i] }
    let trajectory = try #require(Trajectory(from: Self.last, through: models))
    #expect(trajectory.explainedVariance.reduce(0, +) < 0.99)
  }

  @Test("running statistics take no part")
  func statistics() throws {
    var models = Self.moved([(2, 0), (0, 2)])
    for tensor in Self.last.layout.tensors where !tensor.role.isTrainable {
      for i in tensor.offset..<tensor.offset + tensor.count { models[0].values[i] += 100 }
    }
    let plain = try #require(Trajectory(from: Self.last, through: Self.moved([(2, 0), (0, 2)])))
    let moved = try #require(Trajectory(from: Self.last, through: models))
    #expect(plain.directions == moved.directions)
  }

  @Test("models on one line, or where the last one is, span no plane")
  func noPlane() {
    #expect(Trajectory(from: Self.last, through: Self.moved([(1, 0), (2, 0)])) == nil)
    #expect(Trajectory(from: Self.last, through: Self.moved([(0, 0), (0, 0)])) == nil)
    #expect(Trajectory(from: Self.last, through: Self.moved([(1, 0)])) == nil)
  }

  @Test("the grid holds every model, and the model itself is measured beside its place in the plane")
  func points() throws {
    let models = Self.moved([(0.5, 0.1), (0.2, 0.4)])
    let trajectory = try #require(Trajectory(from: Self.last, through: models))
    let grid = trajectory.grid(points: 3)
    #expect(trajectory.places.allSatisfy { grid.range.contains($0.alpha) && grid.secondRange!.contains($0.beta) })
    #expect(grid.range.contains(0) && grid.secondRange!.contains(0))
    let cut = SliceCut(
      TestNetworks.classifier, grid.slice(dimensions: 2), draws: [trajectory.directions],
      measure: SliceMeasure(own: nil),
      on: TestNetworks.images)
    let points = try cut.points(
      of: trajectory, through: zip(1..., models).map { (path: "m\($0)", epoch: $0, weights: $1) }, in: .threads(1))
    #expect(points.map(\.epoch) == [1, 2] && points.map(\.checkpoint) == ["m1", "m2"])
    // All of the way lies in the plane here.
    for point in points {
      #expect(abs(point.itself.crossEntropy - point.projected.crossEntropy) < 1e-4 * point.itself.crossEntropy)
    }
  }
}
