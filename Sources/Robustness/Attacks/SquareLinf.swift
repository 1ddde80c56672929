import Tensors

/// Square's moves in the L∞ ball: it starts from vertical stripes of ±ε, and moves a window by ±2 ε, a sign for each
/// channel.
struct SquareLinf: SquareMoves {
  private let task: AttackTask
  private var stream: RandomStream

  init(_ task: AttackTask) {
    self.task = task
    stream = task.stream(.square)
  }

  mutating func start(_ next: UnsafeMutablePointer<Float>) {
    let row = task.shape.width * task.shape.channels
    for column in 0..<row {
      let shift = stream.nextSign() * task.epsilon
      for i in stride(from: column, to: task.image.count, by: row) {
        next[i] = task.clipped(task.image[i] + shift, task.image[i])
      }
    }
  }

  mutating func change(_ best: [Float], query: Int, into next: UnsafeMutablePointer<Float>) {
    let shape = task.shape
    let side = Square.side(query: query, height: shape.height, width: shape.width)
    // The published code leaves out the last place, and so never changes the last row and column again.
    let top = stream.nextInteger(below: shape.height - side + 1)
    let left = stream.nextInteger(below: shape.width - side + 1)
    for i in best.indices { next[i] = best[i] }
    for channel in 0..<shape.channels {
      let shift = 2 * stream.nextSign() * task.epsilon
      for y in top..<top + side {
        for x in left..<left + side {
          let i = (y * shape.width + x) * shape.channels + channel
          next[i] = task.clipped(best[i] + shift, task.image[i])
        }
      }
    }
  }
}
