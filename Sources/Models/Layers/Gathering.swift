import CKernels
import Tensors

/// Each run of numbers of the output is a weighted sum of runs of the inputs, or a constant: a slice, padding, a
/// transposition, a concatenation, a mean over windows and a change of size alike.
struct Gathering: Layer {
  /// A run of an input, times a weight.
  struct Term: Sendable, Equatable {
    var input: Int32 = 0
    /// Where the run begins, in floats from the start of one image's input.
    var start: Int32
    var weight: Float = 1
  }

  let output: ImageShape
  /// Floats of one run.
  let run: Int
  /// Output run r sums the terms from `firsts[r]` up to `firsts[r + 1]`.
  private let firsts: [Int32]
  private let terms: [Term]
  /// What an output run without terms is filled with.
  private let fill: Float
  private let inputCounts: [Int]
  /// Whether no two terms are summed, and all weights are 1.
  private let copies: Bool
  /// Where each number of the output lies in the one input, where it does no more than exchange single numbers.
  private let places: [Int32]?

  /// `sources` has the terms of each run of the output in order; `inputCounts` the floats of one image of each input.
  init(output: ImageShape, run: Int, sources: [[Term]], inputCounts: [Int], fill: Float = 0) {
    precondition(sources.count * run == output.count)
    self.output = output
    self.run = run
    self.fill = fill
    self.inputCounts = inputCounts
    firsts = sources.reduce(into: [0]) { $0.append($0.last! + Int32($1.count)) }
    terms = Array(sources.joined())
    copies = sources.allSatisfy { $0.count <= 1 && $0.allSatisfy { $0.weight == 1 } }
    places = copies && run == 1 && inputCounts.count == 1 && terms.count == sources.count ? terms.map(\.start) : nil
    precondition(
      terms.allSatisfy { $0.start >= 0 && Int($0.start) + run <= inputCounts[Int($0.input)] }, "a run leaves its input")
  }

  /// Runs that are copied: for each run of the output where it begins in the one input, `nil` for the fill.
  init(output: ImageShape, run: Int, copying starts: [Int?], of inputCount: Int, fill: Float = 0) {
    self.init(
      output: output, run: run, sources: starts.map { $0.map { [Term(start: Int32($0))] } ?? [] },
      inputCounts: [inputCount], fill: fill)
  }

  var accumulatesInputGradient: Bool { true }
  func outputShape(_ inputs: [ImageShape]) -> ImageShape { output }

  func forward(_ call: LayerCall) {
    call.pool.parallel(call.batch, with: (call, self)) { shared, image, _ in
      let (call, layer) = shared
      layer.gather(call, image)
    }
  }

  private func gather(_ call: LayerCall, _ image: Int) {
    let target = call.output + image * output.count
    if let places {
      let source = call.input + image * inputCounts[0]
      places.withUnsafeBufferPointer { places in for r in places.indices { target[r] = source[Int(places[r])] } }
      return
    }
    terms.withUnsafeBufferPointer { terms in
      for r in 0..<firsts.count - 1 {
        let place = target + r * run, first = Int(firsts[r]), last = Int(firsts[r + 1])
        guard first < last else {
          place.update(repeating: fill, count: run)
          continue
        }
        for t in first..<last {
          let term = terms[t], input = Int(term.input)
          let source = call.inputs[input] + image * inputCounts[input] + Int(term.start)
          if copies {
            place.update(from: source, count: run)
          } else if t == first {
            la_activate(place, source, LA_AFFINE, term.weight, 0, Int64(run))
          } else {
            la_combine(place, place, source, term.weight, nil, 0, Int64(run))
          }
        }
      }
    }
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    call.pool.parallel(call.batch, with: (call, gradients, self)) { shared, image, _ in
      let (call, gradients, layer) = shared
      layer.scatter(call, gradients, image)
    }
  }

  private func scatter(_ call: LayerCall, _ gradients: LayerGradients, _ image: Int) {
    let source = gradients.output + image * output.count
    for (input, count) in inputCounts.enumerated() {
      guard let target = gradients.inputs[input], !gradients.accumulates[input] else { continue }
      (target + image * count).update(repeating: 0, count: count)
    }
    if let places {
      guard let gradient = gradients.inputs[0] else { return }
      let target = gradient + image * inputCounts[0]
      places.withUnsafeBufferPointer { places in for r in places.indices { target[Int(places[r])] += source[r] } }
      return
    }
    terms.withUnsafeBufferPointer { terms in
      for r in 0..<firsts.count - 1 {
        let place = source + r * run
        for t in Int(firsts[r])..<Int(firsts[r + 1]) {
          let term = terms[t], input = Int(term.input)
          guard let gradient = gradients.inputs[input] else { continue }
          let target = gradient + image * inputCounts[input] + Int(term.start)
          la_combine(target, target, place, term.weight, nil, 0, Int64(run))
        }
      }
    }
  }
}
