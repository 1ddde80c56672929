import CKernels
import Tensors

/// Normalisation by the moments of parts of one image, then scale and shift per channel: layer, group and instance
/// normalisation (Ba et al. 2016, Wu & He 2018, Ulyanov et al. 2016).
///
/// The input is (parts, rows, channels). Each part's channels fall into `groups` of neighbours, and the numbers of one
/// part and group share a mean and a biased variance. Layer normalisation has one row to a part and one group.
struct GroupNormalisation: Layer {
  let parts: Int
  let rows: Int
  let channels: Int
  let groups: Int
  let epsilon: Double

  var accumulatesInputGradient: Bool { true }

  var tensors: [WeightTensor] {
    [
      WeightTensor("weight", .vector(channels), .batchNormScale),
      WeightTensor("bias", .vector(channels), .batchNormShift),
    ]
  }

  private var width: Int { channels / groups }

  /// The mean and the inverse deviation of each part and group.
  func savedCount(_ input: ImageShape, batch: Int) -> Int { batch * parts * groups * 2 }
  /// Each image's part of the gradients of scale and shift.
  func sharedCount(_ input: ImageShape, batch: Int) -> Int { batch * 2 * channels }

  func forward(_ call: LayerCall) {
    call.pool.parallel(call.batch, with: (call, self)) { shared, image, _ in
      let (call, layer) = shared
      layer.forEachGroup(call, image) { offset, channel, moments in
        layer.normalise(call.input + offset, into: call.output + offset, call.weights + channel, moments)
      }
    }
  }

  /// Calls `body` with where each group of an image begins, its first channel, and where its moments are kept.
  private func forEachGroup(
    _ call: LayerCall, _ image: Int, _ body: (_ offset: Int, _ channel: Int, UnsafeMutablePointer<Float>) -> Void
  ) {
    for part in 0..<parts {
      for group in 0..<groups {
        let index = (image * parts + part) * groups + group
        body((image * parts + part) * rows * channels + group * width, group * width, call.saved + 2 * index)
      }
    }
  }

  private func normalise(
    _ input: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>, _ scale: UnsafePointer<Float>,
    _ moments: UnsafeMutablePointer<Float>
  ) {
    let n = Double(rows * width)
    var sum = 0.0, squares = 0.0
    for r in 0..<rows { for c in 0..<width { sum += Double(input[r * channels + c]) } }
    let mean = sum / n
    for r in 0..<rows {
      for c in 0..<width {
        let x = Double(input[r * channels + c]) - mean
        squares += x * x
      }
    }
    let average = Float(mean), inverse = Float(1 / (squares / n + epsilon).squareRoot())
    moments[0] = average
    moments[1] = inverse
    let shift = scale + channels
    for r in 0..<rows {
      for c in 0..<width {
        output[r * channels + c] = (input[r * channels + c] - average) * inverse * scale[c] + shift[c]
      }
    }
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    call.pool.parallel(call.batch, with: (call, gradients, self)) { shared, image, _ in
      let (call, gradients, layer) = shared
      let sums = call.shared + image * 2 * layer.channels
      sums.update(repeating: 0, count: 2 * layer.channels)
      layer.forEachGroup(call, image) { offset, channel, moments in
        layer.back(
          gradients.output + offset, call.input + offset, call.weights + channel, moments,
          into: gradients.input.map { $0 + offset }, gradients.accumulates[0], sums + channel)
      }
    }
    guard let weightGradient = gradients.weights else { return }
    weightGradient.update(repeating: 0, count: 2 * channels)
    la_add_column_sums(weightGradient, call.shared, Int64(call.batch), Int64(2 * channels))
  }

  private func back(
    _ gradient: UnsafePointer<Float>, _ input: UnsafePointer<Float>, _ scale: UnsafePointer<Float>,
    _ moments: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>?, _ accumulates: Bool,
    _ sums: UnsafeMutablePointer<Float>
  ) {
    let n = Double(rows * width), mean = moments[0], inverse = moments[1]
    var sum = 0.0, products = 0.0
    for r in 0..<rows {
      for c in 0..<width {
        let g = gradient[r * channels + c], normal = (input[r * channels + c] - mean) * inverse
        sums[c] += g * normal
        sums[channels + c] += g
        sum += Double(g * scale[c])
        products += Double(g * scale[c]) * Double(normal)
      }
    }
    guard let target else { return }
    let meanGradient = Float(sum / n), meanProduct = Float(products / n)
    for r in 0..<rows {
      for c in 0..<width {
        let place = r * channels + c, normal = (input[place] - mean) * inverse
        let part = inverse * (gradient[place] * scale[c] - meanGradient - normal * meanProduct)
        target[place] = accumulates ? target[place] + part : part
      }
    }
  }
}
