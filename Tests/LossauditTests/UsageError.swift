import TestSupport
import Testing

/// What the program does where its command line is wrong.
enum UsageError {
  /// Expects exit code 64, `message` on standard error, and no file touched; there are data, and an audit file.
  static func expect(
    _ message: String, of arguments: [String], at location: SourceLocation = #_sourceLocation
  ) throws {
    let folder = try ScratchFolder()
    try SyntheticDigits.write(to: "data/mnist", in: folder)
    try folder.write("dataset: {name: mnist}\nlosses: [mse]", to: "audit.yaml")
    let before = try folder.files(below: ".")
    let outcome = try Program(folder: folder).run(arguments)
    #expect(outcome.code == 64 && outcome.output == "", sourceLocation: location)
    #expect(outcome.errors.contains(message), "\(outcome.errors)", sourceLocation: location)
    #expect(outcome.errors.contains("--help' for more information"), sourceLocation: location)
    #expect(try folder.files(below: ".") == before, sourceLocation: location)
  }
}
