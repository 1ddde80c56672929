import Tensors

/// The Square attack (Andriushchenko et al. 2020) in the L∞ ball: a random search that asks for logits alone, so that
/// nothing which hides gradients can stop it.
///
/// It starts from vertical stripes of ±ε; each query moves one random square window to ±ε, a sign for each channel, and
/// is kept where the margin falls.
public struct Square: Sendable {
  /// Points asked about, the first included.
  public var queries: Int
  /// The share of all pixels in the first windows.
  static let firstShare = 0.8
  /// Windows halve in area after these many queries, made for budgets of up to 10,000 (Andriushchenko et al.,
  /// appendix B).
  static let halvings = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000]

  /// 5,000 queries, as in AutoAttack's standard version.
  public init(queries: Int = 5000) {
    precondition(queries >= 1)
    self.queries = queries
  }

  /// The side of the window in query `query`, the first after the stripes being 0.
  static func side(query: Int, height: Int, width: Int) -> Int {
    let share = firstShare / Double(1 << halvings.count { query > $0 })
    let side = Int((share * Double(height * width)).squareRoot().rounded())
    return min(max(side, 1), height, width)
  }
}

extension Square: Attack {
  func start(_ task: AttackTask) -> any ImageAttack { SquareOnImage(square: self, task: task) }
}

private struct SquareOnImage: ImageAttack {
  let square: Square
  let task: AttackTask
  private var stream: RandomStream
  private var asked = 0
  /// (H, W, C): the point of smallest margin so far.
  private var best: [Float]
  private var bestMargin = Double.infinity
  private var scratch: [Float]

  init(square: Square, task: AttackTask) {
    self.square = square
    self.task = task
    stream = task.stream(.square)
    best = task.image
    scratch = [Float](repeating: 0, count: task.classes)
  }

  mutating func ask(_ next: UnsafeMutablePointer<Float>) -> Question? {
    if asked == square.queries { return nil }
    for i in best.indices { next[i] = best[i] }
    if asked == 0 { drawStripes(next) } else { drawWindow(next) }
    asked += 1
    return .logits
  }

  private mutating func drawStripes(_ next: UnsafeMutablePointer<Float>) {
    let row = task.shape.width * task.shape.channels
    for column in 0..<row {
      let shift = nextSign() * task.epsilon
      for i in stride(from: column, to: task.image.count, by: row) {
        next[i] = task.clipped(task.image[i] + shift, task.image[i])
      }
    }
  }

  private mutating func drawWindow(_ next: UnsafeMutablePointer<Float>) {
    let shape = task.shape
    let side = Square.side(query: asked - 1, height: shape.height, width: shape.width)
    // The published code leaves out the last place, and so never changes the last row and column again.
    let top = stream.nextInteger(below: shape.height - side + 1)
    let left = stream.nextInteger(below: shape.width - side + 1)
    for channel in 0..<shape.channels {
      let shift = 2 * nextSign() * task.epsilon
      for y in top..<top + side {
        for x in left..<left + side {
          let i = (y * shape.width + x) * shape.channels + channel
          next[i] = task.clipped(best[i] + shift, task.image[i])
        }
      }
    }
  }

  private mutating func nextSign() -> Float { stream.nextBits() & 1 == 0 ? -1 : 1 }

  mutating func tell(_ answer: Answer) -> Bool {
    guard answer.isRight else { return true }
    // The objective rises as the margin z_y − max z_other falls.
    let margin = scratch.withUnsafeMutableBufferPointer {
      -AttackLoss.margin.evaluate(
        answer.logits, label: Int32(task.label), classes: task.classes, gradient: $0.baseAddress!)
    }
    if margin < bestMargin {
      bestMargin = margin
      for i in best.indices { best[i] = answer.point[i] }
    }
    return false
  }
}
