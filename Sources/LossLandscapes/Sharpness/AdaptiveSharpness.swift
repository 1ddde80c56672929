import Datasets
import Foundation
import Models
import Robustness
import Tensors

/// Adaptive sharpness in the forms of Andriushchenko et al. 2023: every weight moves in proportion to itself.
///
/// Both are means over batches of 128 images, each with a search or with draws of its own. Trained numbers alone move,
/// biases too. Nothing changes where a layer is scaled by c and the next by 1/c: each weight's room scales with it.
struct AdaptiveSharpness {
  let objective: WeightObjective
  let weights: [Float]
  let seed: UInt64

  static let batchSize = 128

  var batches: [Range<Int>] {
    let count = objective.images.count
    return stride(from: 0, to: count, by: Self.batchSize).map { $0..<min($0 + Self.batchSize, count) }
  }

  /// The largest rise of `batch`'s mean loss that a search finds with |δᵢ| ≤ ρ |wᵢ|.
  ///
  /// The search is APGD's (Croce & Hein 2020) with `iterations` steps along the sign of the gradient, a momentum of 0.75, and
  /// checks after which the step is halved and the search goes back to the best place; it starts at a random place.
  func worst(of batch: Range<Int>, number: Int, rho: Double, iterations: Int) -> Double {
    let room = room.map { rho * $0 }
    var stream = RandomStream(seed: seed, purpose: .sharpness, index: UInt64(number), subindex: 1)
    func projected(_ delta: [Double]) -> [Double] { zip(delta, room).map { min(max($0, -$1), $1) } }
    func loss(_ delta: [Double]) -> Double {
      let losses = objective.losses(at: moved(by: delta), of: batch)
      return losses.reduce(0, +) / Double(losses.count)
    }
    let start = loss(room.map { _ in 0 })
    var delta = room.map { (2 * Double(stream.nextUniform()) - 1) * $0 }, previous = delta
    var best = (loss: start, delta: room.map { _ in 0.0 })
    var value = loss(delta)
    if value > best.loss { best = (value, delta) }
    var step = 2.0, rises = 0, lastCheck = 0, wasHalved = true, bestAtCheck = best.loss
    let checks = APGDSchedule(iterations: iterations).checks
    for iteration in 1...iterations {
      let gradient = objective.gradient(at: moved(by: delta), of: batch)
      let signs = gradient.map { $0 > 0 ? 1.0 : $0 < 0 ? -1 : 0 }
      let target = projected(delta.indices.map { delta[$0] + step * room[$0] * signs[$0] })
      let momentum = iteration == 1 ? 1 : 0.75
      let next = projected(
        delta.indices.map {
          delta[$0] + momentum * (target[$0] - delta[$0]) + (1 - momentum) * (delta[$0] - previous[$0])
        })
      (previous, delta) = (delta, next)
      let former = value
      value = loss(delta)
      if value > former { rises += 1 }
      if value > best.loss { best = (value, delta) }
      guard checks.contains(iteration) else { continue }
      let isSlow = Double(rises) <= 0.75 * Double(iteration - lastCheck)
      let isStuck = !wasHalved && best.loss == bestAtCheck
      wasHalved = isSlow || isStuck
      if wasHalved {
        step /= 2
        delta = best.delta
      }
      (lastCheck, rises, bestAtCheck) = (iteration, 0, best.loss)
    }
    return best.loss - start
  }

  /// The mean rise of `batch`'s mean loss over `draws` draws δᵢ ~ N(0, ρ² wᵢ²).
  func average(of batch: Range<Int>, number: Int, rho: Double, draws: Int) -> Double {
    func mean(_ delta: [Double]) -> Double {
      let losses = objective.losses(at: moved(by: delta), of: batch)
      return losses.reduce(0, +) / Double(losses.count)
    }
    let start = mean(room.map { _ in 0 })
    let rises = (0..<draws).map { draw in
      var stream = RandomStream(
        seed: seed, purpose: .sharpness, index: UInt64(number), subindex: UInt32(2 + draw))
      return mean(room.map { rho * $0 * stream.nextNormal() }) - start
    }
    return rises.reduce(0, +) / Double(draws)
  }

  /// |w| of trained numbers, 0 of others.
  private var room: [Double] {
    var room = [Double](repeating: 0, count: weights.count)
    for tensor in objective.layout.tensors where tensor.role.isTrainable {
      for i in tensor.offset..<tensor.offset + tensor.count { room[i] = abs(Double(weights[i])) }
    }
    return room
  }

  private func moved(by delta: [Double]) -> [Float] { zip(weights, delta).map { Float(Double($0) + $1) } }
}
