import Models
import Tensors

/// The weights of a network in the forms that its interval bounds need, and the way of their gradient back.
final class IntervalWeights {
  private struct Part {
    let offset: Int
    let count: Int
    let isWeight: Bool
    /// Where each form begins; `nil` where the tensor has no such form.
    let plain: Int?
    let centre: Int?
    let radius: Int?
  }

  private let parts: [Part]
  /// In the layout of the network with bounds.
  let bounded: FloatBuffer
  /// In the layout of the network without.
  let gradient: FloatBuffer

  init(_ layout: WeightLayout, bounded target: WeightLayout) {
    let offsets = Dictionary(uniqueKeysWithValues: target.tensors.map { ($0.name, $0) })
    parts = layout.tensors.map { tensor in
      func offset(_ form: IntervalForm) -> Int? {
        let found = offsets[form.name(of: tensor.name)]
        precondition(found == nil || found!.form == tensor.form)
        return found?.offset
      }
      return Part(
        offset: tensor.offset, count: tensor.count, isWeight: tensor.role == .weight, plain: offset(.plain),
        centre: offset(.centre), radius: offset(.radius))
    }
    precondition(
      parts.reduce(0) { sum, part in
        sum + part.count * [part.plain, part.centre, part.radius].count { $0 != nil }
      } == target.count)
    bounded = FloatBuffer(count: target.count)
    gradient = FloatBuffer(count: layout.count)
  }

  /// Overwrites `bounded` with the forms of `weights`.
  func load(_ weights: UnsafePointer<Float>) {
    let target = bounded.pointer
    for part in parts {
      let w = weights + part.offset, half: Float = part.isWeight ? 0.5 : 1
      if let plain = part.plain { (target + plain).update(from: w, count: part.count) }
      if let centre = part.centre { for i in 0..<part.count { target[centre + i] = half * w[i] } }
      if let radius = part.radius { for i in 0..<part.count { target[radius + i] = half * abs(w[i]) } }
    }
  }

  /// Overwrites `gradient` with that at `weights`, of which `found` has the parts at all forms.
  ///
  /// A gradient longer than `largestLength` is scaled down to it.
  func collect(_ found: UnsafePointer<Float>, ofWeights weights: UnsafePointer<Float>, largestLength: Double) {
    let gradient = gradient.pointer
    var sum = 0.0
    for part in parts {
      let w = weights + part.offset, g = gradient + part.offset, half: Float = part.isWeight ? 0.5 : 1
      for i in 0..<part.count {
        var value = part.plain.map { found[$0 + i] } ?? 0
        if let centre = part.centre { value += half * found[centre + i] }
        // |w| has no slope at 0.
        if let radius = part.radius, w[i] != 0 { value += (w[i] < 0 ? -half : half) * found[radius + i] }
        g[i] = value
        sum += Double(value) * Double(value)
      }
    }
    let length = sum.squareRoot()
    guard length > largestLength else { return }
    let factor = Float(largestLength / length)
    for part in parts { for i in part.offset..<part.offset + part.count { gradient[i] *= factor } }
  }
}
