/// The Holm–Bonferroni correction (Holm 1979) for several tests that answer one question.
///
/// Whatever the tests have to do with each other, the chance that any true hypothesis has an adjusted p of at most α is
/// at most α.
public enum Holm {
  /// The adjusted p-values of a family, in the order of `p`.
  ///
  /// Step-down: of m values in ascending order the k-th becomes max over j ≤ k of min(1, (m − j + 1) · p₍ⱼ₎).
  public static func adjusted(_ p: [Double]) -> [Double] {
    precondition(p.allSatisfy { 0 <= $0 && $0 <= 1 })
    var adjusted = p, largest = 0.0
    for (rank, index) in p.indices.sorted(by: { p[$0] < p[$1] }).enumerated() {
      largest = max(largest, min(1, Double(p.count - rank) * p[index]))
      adjusted[index] = largest
    }
    return adjusted
  }
}
