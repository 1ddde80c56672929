/// McNemar's test (1947), exact and two-sided: do two models differ on the same images?
///
/// Images that both get right or both get wrong say nothing. Of the b + c others each would go to either model with
/// probability 1/2 if the two were equally good: p = min(1, 2 · P(X ≤ min(b, c))), X ~ Binomial(b + c, 1/2). No
/// continuity correction and no mid-p. P(X ≤ m) = I_½(n − m, m + 1), so hundreds of thousands of images cost no more
/// than ten; a p below 5e-324 is 0.
public struct McNemar: Sendable, Codable, Equatable {
  /// Images that only the first model gets right.
  public let b: Int
  /// Images that only the second model gets right.
  public let c: Int
  /// The probability of counts at least this far apart from two equally good models.
  public let p: Double

  public init(b: Int, c: Int) {
    precondition(b >= 0 && c >= 0)
    self.b = b
    self.c = c
    let fewer = Double(min(b, c)), more = Double(max(b, c))
    // Counts as close as they can be: the two tails are all there is.
    p = more - fewer <= 1 ? 1 : min(1, 2 * IncompleteBeta.regularised(more, fewer + 1, x: 0.5, y: 0.5))
  }

  /// Whether each image is right in the first and in the second model, image by image.
  public init(_ first: [Bool], _ second: [Bool]) {
    precondition(first.count == second.count)
    self.init(
      b: zip(first, second).count { $0 && !$1 }, c: zip(first, second).count { !$0 && $1 })
  }
}
