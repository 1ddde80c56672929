import Tensors

/// For every step of a plan where its inputs and their gradients lie in memory: made once, so that no pass allocates.
final class StepPointers {
  private let starts: [Int]
  private let inputs: UnsafeMutablePointer<UnsafePointer<Float>>
  private let gradients: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>
  private let accumulates: UnsafeMutablePointer<Bool>

  init(_ steps: [ExecutionPlan.Step], in arena: UnsafeMutablePointer<Float>) {
    starts = steps.reduce(into: [0]) { $0.append($0.last! + $1.inputs.count) }
    // A step without inputs may stand last: its place exists, and nobody reads it.
    let count = starts.last! + 1
    inputs = .allocate(capacity: count)
    gradients = .allocate(capacity: count)
    accumulates = .allocate(capacity: count)
    inputs.initialize(repeating: UnsafePointer(arena), count: count)
    gradients.initialize(repeating: nil, count: count)
    accumulates.initialize(repeating: false, count: count)
    for (step, start) in zip(steps, starts) {
      for (i, place) in step.inputs.enumerated() { inputs[start + i] = UnsafePointer(arena + place) }
      for (i, target) in step.inputGradients.enumerated() {
        gradients[start + i] = target.map { arena + $0.written }
        accumulates[start + i] = target.map { $0.accumulates && $0.written == $0.gradient } ?? false
      }
    }
  }

  deinit {
    inputs.deallocate()
    gradients.deallocate()
    accumulates.deallocate()
  }

  func inputs(of step: Int) -> UnsafePointer<UnsafePointer<Float>> { UnsafePointer(inputs + starts[step]) }
  func gradients(of step: Int) -> UnsafePointer<UnsafeMutablePointer<Float>?> {
    UnsafePointer(gradients + starts[step])
  }
  func accumulates(of step: Int) -> UnsafePointer<Bool> { UnsafePointer(accumulates + starts[step]) }
}
