import Tensors

/// The Square attack (Andriushchenko et al. 2020): a random search that asks for logits alone, so that nothing which hides
/// gradients can stop it.
///
/// It starts far from the image; each query changes a random square window, in L2 two, and is kept where the margin falls.
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

  /// The side of the window in query `query`, the first after the start being 0.
  static func side(query: Int, height: Int, width: Int) -> Int {
    let share = firstShare / Double(1 << halvings.count { query > $0 })
    let side = Int((share * Double(height * width)).squareRoot().rounded())
    return min(max(side, 1), height, width)
  }
}

extension Square: Attack {
  func start(_ task: AttackTask) -> any ImageAttack {
    switch task.norm {
    case .linf: SquareSearch(SquareLinf(task), task, queries: queries)
    case .l2: SquareSearch(SquareL2(task), task, queries: queries)
    case .l1, .l0: preconditionFailure("Square has no moves in \(task.norm.title)")
    }
  }
}

/// Where Square looks, by norm. Points are (H, W, C).
protocol SquareMoves {
  mutating func start(_ next: UnsafeMutablePointer<Float>)
  /// Writes a change of `best`, the point of smallest margin so far.
  mutating func change(_ best: [Float], query: Int, into next: UnsafeMutablePointer<Float>)
}

extension RandomStream {
  mutating func nextSign() -> Float { nextBits() & 1 == 0 ? -1 : 1 }
}

private struct SquareSearch<Moves: SquareMoves>: ImageAttack {
  private var moves: Moves
  private let task: AttackTask
  private let queries: Int
  private var asked = 0
  /// (H, W, C): the point of smallest margin so far.
  private var best: [Float]
  private var bestMargin = Double.infinity
  private var scratch: [Float]

  init(_ moves: Moves, _ task: AttackTask, queries: Int) {
    self.moves = moves
    self.task = task
    self.queries = queries
    best = task.image
    scratch = [Float](repeating: 0, count: task.classes)
  }

  mutating func ask(_ next: UnsafeMutablePointer<Float>) -> Question? {
    if asked == queries { return nil }
    if asked == 0 { moves.start(next) } else { moves.change(best, query: asked - 1, into: next) }
    asked += 1
    return .logits
  }

  mutating func tell(_ answer: Answer) -> Bool {
    guard answer.resists else { return true }
    // The closure below may not read `self` while it holds `scratch`.
    let task = task
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
