import Tensors

/// The seeded choice of training images that are held out, in proportion from every class.
public enum ValidationSplit {
  /// The indices of exactly `validation` images, and those of the others, which are for training. Both ascend.
  public static func indices(
    labels: [UInt8], validation: Int, seed: UInt64
  ) -> (training: [Int], validation: [Int]) {
    precondition(validation <= labels.count)
    let held = Set(stratified(labels: labels, count: validation, seed: seed, purpose: .validationSplit))
    return (labels.indices.filter { !held.contains($0) }, held.sorted())
  }

  /// The indices of `count` images in random order. Each class gives images in proportion to its size.
  static func stratified(labels: [UInt8], count: Int, seed: UInt64, purpose: RandomStream.Purpose) -> [Int] {
    var stream = RandomStream(seed: seed, purpose: purpose)
    var classes = [[Int]](repeating: [], count: Int(labels.max() ?? 0) + 1)
    for index in stream.nextPermutation(of: labels.count) { classes[Int(labels[index])].append(index) }
    // Largest remainders: whole shares first, then one more for the classes that lost most by rounding.
    let shares = classes.map { Double(count) * Double($0.count) / Double(max(labels.count, 1)) }
    var counts = shares.map { Int($0) }
    let byRemainder = classes.indices.sorted {
      (counts[$0].distance(shares[$0]), $1) > (counts[$1].distance(shares[$1]), $0)
    }
    for index in byRemainder.prefix(count - counts.reduce(0, +)) { counts[index] += 1 }
    let chosen = zip(classes, counts).flatMap { $0.prefix($1) }
    return stream.nextPermutation(of: chosen.count).map { chosen[$0] }
  }
}

extension Int {
  fileprivate func distance(_ value: Double) -> Double { value - Double(self) }
}
