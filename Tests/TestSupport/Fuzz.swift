public import Foundation

/// Random damage to files, as long as time is given: `LOSSAUDIT_FUZZ_SECONDS` for each reader, a fraction of a second
/// where it is not set.
///
/// A crash ends the whole test run; the damaged file is left in the temporary folder. The damage depends on the seed
/// alone, so that every run begins alike and a longer one goes further.
public enum Fuzz {
  public static let seconds =
    ProcessInfo.processInfo.environment["LOSSAUDIT_FUZZ_SECONDS"].flatMap(Double.init) ?? 0.1

  /// Writes damaged versions of the `corpus` in turn to a file named `name` and calls `read` with its path; returns how
  /// many there were.
  ///
  /// `prepare` makes a file of the damaged bytes, such as one with checksums that fit again.
  @discardableResult
  public static func run(
    _ corpus: [Data], name: String = "x", prepare: (Data) throws -> Data = { $0 },
    read: (_ path: String, _ mutation: Mutation) throws -> Void
  ) throws -> Int {
    try withTemporaryFolder { folder in
      let path = "\(folder)/\(name)", end = Date() + seconds
      var index = 0
      repeat {
        let mutation = Mutation(of: corpus[index % corpus.count], seed: 1, index: index)
        try prepare(mutation.data).write(to: URL(fileURLWithPath: path))
        try read(path, mutation)
        index += 1
      } while Date() < end
      return index
    }
  }
}
