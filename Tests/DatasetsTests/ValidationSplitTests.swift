import Tensors
import Testing

@testable import Datasets

@Suite("Validation split")
struct ValidationSplitTests {
  /// Class k has 10 (k + 1) labels, mixed.
  static let labels: [UInt8] = (0..<4).flatMap { [UInt8](repeating: UInt8($0), count: 10 * ($0 + 1)) }

  private func counts(_ indices: [Int], _ labels: [UInt8]) -> [Int] {
    indices.reduce(into: [0, 0, 0, 0]) { $0[Int(labels[$1])] += 1 }
  }

  @Test("exactly so many are held out, the others are left, both ascending", arguments: [0, 1, 7, 33, 99, 100])
  func partition(validation: Int) {
    let split = ValidationSplit.indices(labels: Self.labels, validation: validation, seed: 3)
    #expect(split.validation.count == validation)
    #expect(split.validation == split.validation.sorted() && split.training == split.training.sorted())
    #expect((split.training + split.validation).sorted() == Array(0..<100))
  }

  @Test(
    "each class gives its share, rounded by the largest remainders",
    // Shares of n: n / 10, 2 n / 10, 3 n / 10, 4 n / 10.
    arguments: [
      (10, [1, 2, 3, 4]), (50, [5, 10, 15, 20]), (1, [0, 0, 0, 1]), (7, [1, 1, 2, 3]), (99, [10, 20, 30, 39]),
    ])
  func stratified(validation: Int, expected: [Int]) {
    let split = ValidationSplit.indices(labels: Self.labels, validation: validation, seed: 3)
    #expect(counts(split.validation, Self.labels) == expected)
  }

  @Test(
    "the published splits are such splits",
    arguments: [
      (images: 50_000, training: 45_000, validation: 5_000), (60_000, 55_000, 5_000), (73_257, 47_225, 26_032),
    ])
  func published(images: Int, training: Int, validation: Int) {
    let split = ValidationSplit.indices(
      labels: (0..<images).map { UInt8($0 % 10) }, validation: validation, seed: 1)
    #expect(split.training.count == training && split.validation.count == validation)
  }

  @Test("the seed decides, and the purpose: subsets and splits do not meet")
  func seeded() {
    let first = ValidationSplit.indices(labels: Self.labels, validation: 30, seed: 3).validation
    #expect(ValidationSplit.indices(labels: Self.labels, validation: 30, seed: 3).validation == first)
    #expect(ValidationSplit.indices(labels: Self.labels, validation: 30, seed: 4).validation != first)
    let subset = ValidationSplit.stratified(labels: Self.labels, count: 30, seed: 3, purpose: .subset)
    #expect(subset.sorted() != first)
    // In random order, so that the first images of a subset are a sample too.
    #expect(subset != subset.sorted())
  }

  @Test("every image is held out as often as another")
  func uniform() {
    var held = [Int](repeating: 0, count: 40)
    let labels = [UInt8](repeating: 0, count: 20) + [UInt8](repeating: 1, count: 20)
    for seed in 0..<200 {
      for index in ValidationSplit.indices(labels: labels, validation: 10, seed: UInt64(seed)).validation {
        held[index] += 1
      }
    }
    // A quarter of 200, four standard errors of a binomial: 24.5.
    #expect(held.allSatisfy { abs($0 - 50) < 25 })
  }
}
