import ArgumentParser
import Files
import Robustness

/// Which part of the images a command attacks.
struct ShardOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Attack every n-th image, from the i-th on, counted from 1; merge makes one audit of all n parts.",
      valueName: "i/n"))
  var shard: String?

  func value() throws -> Shard? {
    do { return try shard.map { try Shard(parsing: $0) } } catch let error as FileError {
      throw ValidationError("\(error)")
    }
  }

  func validate() throws { _ = try value() }

  /// What a part of the images cannot say by itself, by the flags that ask for it: what stands behind each that was given.
  func validate(beside flags: [(name: String, isGiven: Bool)], json: String?) throws {
    guard shard != nil else { return }
    if let flag = flags.first(where: \.isGiven) {
      throw ValidationError("\(flag.name): expected an audit of all images, found --shard; a part alone says nothing")
    }
    if json == nil { throw ValidationError("--shard: expected --json with a file for merge") }
  }
}
