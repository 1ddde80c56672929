import CKernels
import Tensors

/// A function of two numbers.
public enum BinaryFunction: String, Sendable, Codable, CaseIterable {
  case add, subtract, multiply, divide, power, minimum, maximum

  var kernel: la_binary {
    switch self {
    case .add: LA_PLUS
    case .subtract: LA_MINUS
    case .multiply: LA_TIMES
    case .divide: LA_OVER
    case .power: LA_TO_THE_POWER
    case .minimum: LA_SMALLER
    case .maximum: LA_LARGER
    }
  }
}

/// A function of two values, number by number, where the smaller value is repeated along the axes that it lacks.
struct BinaryOperation: Layer {
  /// Where one of the two values comes from, and which of its numbers meets each of the output's.
  struct Operand: Sendable {
    enum Source: Sendable { case input(Int), weights }
    enum Pattern: Sendable {
      /// Number i meets output i.
      case same
      /// All numbers of the operand meet the first ones of the output, then the next ones, and so on.
      case repeating
      /// For each number of the output the operand's index.
      case table([Int32])
    }

    let source: Source
    let pattern: Pattern
    /// Floats of one image, or of the weights.
    let count: Int
  }

  let function: BinaryFunction
  let output: ImageShape
  let operands: [Operand]

  var accumulatesInputGradient: Bool { true }
  func outputShape(_ inputs: [ImageShape]) -> ImageShape { output }
  /// A table's operand is spread out first; a gradient needs as much again.
  func scratchCount(_ input: ImageShape) -> Int { 3 * output.count }
  /// Each image's part of the gradient of the weights.
  func sharedCount(_ input: ImageShape, batch: Int) -> Int {
    operands.compactMap { if case .weights = $0.source { batch * $0.count } else { nil } }.reduce(0, +)
  }

  var tensors: [WeightTensor] {
    operands.compactMap {
      if case .weights = $0.source { WeightTensor("constant", .vector($0.count), .bias) } else { nil }
    }
  }

  func forward(_ call: LayerCall) {
    call.pool.parallel(call.batch, with: (call, self)) { shared, image, worker in
      let (call, layer) = shared
      let target = call.output + image * layer.output.count
      let a = layer.spread(0, call, image, worker), b = layer.spread(1, call, image, worker)
      layer.forRuns { at, length in
        la_apply(
          target + at, a.pointer + a.place(at), a.step, b.pointer + b.place(at), b.step, layer.function.kernel,
          Int64(length))
      }
    }
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    call.pool.parallel(call.batch, with: (call, gradients, self)) { shared, image, worker in
      let (call, gradients, layer) = shared
      let slopes = call.scratch(of: worker) + 2 * layer.output.count
      let gradient = gradients.output + image * layer.output.count
      let a = layer.spread(0, call, image, worker), b = layer.spread(1, call, image, worker)
      for (index, operand) in layer.operands.enumerated() {
        guard let (target, accumulates) = layer.target(of: operand, call, gradients, image) else { continue }
        layer.forRuns { at, length in
          la_apply_backward(
            slopes + at, gradient + at, a.pointer + a.place(at), a.step, b.pointer + b.place(at), b.step,
            layer.function.kernel, Int32(index), Int64(length))
        }
        layer.collect(slopes, into: target, operand, accumulates)
      }
    }
    guard let weightGradient = gradients.weights, let count = tensors.first?.count else { return }
    weightGradient.update(repeating: 0, count: count)
    la_add_column_sums(weightGradient, call.shared, Int64(call.batch), Int64(count))
  }

  /// Where the gradient of an operand goes, if it is wanted, and whether it is added there.
  private func target(
    of operand: Operand, _ call: LayerCall, _ gradients: LayerGradients, _ image: Int
  ) -> (UnsafeMutablePointer<Float>, Bool)? {
    switch operand.source {
    case .input(let input):
      gradients.inputs[input].map { ($0 + image * operand.count, gradients.accumulates[input]) }
    case .weights: gradients.weights == nil ? nil : (call.shared + image * operand.count, false)
    }
  }

  /// The operand's numbers as the kernels read them.
  private struct Spread {
    let pointer: UnsafePointer<Float>
    /// Numbers after which it begins again.
    let period: Int

    var step: Int64 { period == 1 ? 0 : 1 }
    func place(_ at: Int) -> Int { at % period }
  }

  private func spread(_ index: Int, _ call: LayerCall, _ image: Int, _ worker: Int) -> Spread {
    let operand = operands[index]
    let numbers: UnsafePointer<Float> =
      switch operand.source {
      case .input(let input): call.inputs[input] + image * operand.count
      case .weights: UnsafePointer(call.weights)
      }
    guard case .table(let table) = operand.pattern else { return Spread(pointer: numbers, period: operand.count) }
    let target = call.scratch(of: worker) + index * output.count
    for (i, place) in table.enumerated() { target[i] = numbers[Int(place)] }
    return Spread(pointer: UnsafePointer(target), period: output.count)
  }

  /// Calls `body` for runs of the output in which neither operand begins again.
  private func forRuns(_ body: (_ at: Int, _ length: Int) -> Void) {
    let periods = operands.compactMap { operand -> Int? in
      if case .repeating = operand.pattern, operand.count > 1 { operand.count } else { nil }
    }
    let length = periods.min() ?? output.count
    for at in stride(from: 0, to: output.count, by: length) { body(at, length) }
  }

  /// Adds up the parts of the output's numbers that meet one number of the operand.
  private func collect(
    _ slopes: UnsafeMutablePointer<Float>, into target: UnsafeMutablePointer<Float>, _ operand: Operand,
    _ accumulates: Bool
  ) {
    if case .same = operand.pattern, !accumulates {
      target.update(from: slopes, count: output.count)
      return
    }
    if !accumulates { target.update(repeating: 0, count: operand.count) }
    switch operand.pattern {
    case .same: la_add(target, target, slopes, Int64(output.count), 0)
    case .repeating: la_add_column_sums(target, slopes, Int64(output.count / operand.count), Int64(operand.count))
    case .table(let table): for (i, place) in table.enumerated() { target[Int(place)] += slopes[i] }
    }
  }
}
