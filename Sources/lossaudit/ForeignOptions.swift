import ArgumentParser
import Datasets
import Files
import Foundation
import Models
import Training

/// What a model from elsewhere may have otherwise.
struct ForeignOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The classes in the order of the model's outputs, one name a line. (default: the order of the data set)",
      valueName: "file"))
  var classes: String?

  @Option(
    help: ArgumentHelp(
      "Take the tensor OLD, or all whose names begin with OLD, under the name NEW; repeatable.", valueName: "OLD=NEW"))
  var rename: [String] = []

  @Option(
    help: ArgumentHelp(
      "Leave out the tensors of these names; * stands for any letters; repeatable.", valueName: "pattern"))
  var ignore: [String] = []

  @Option(
    help: ArgumentHelp(
      "The model's mean for each channel, of pixels from 0 to 1, in place of the checkpoint's.", valueName: "m,m,m"))
  var mean: String?

  @Option(help: ArgumentHelp("The deviation for each channel, with --mean.", valueName: "s,s,s")) var std: String?

  func validate() throws {
    _ = try usage { try tensors() }
    _ = try normalisation()
  }

  func tensors() throws -> TensorChanges { try TensorChanges(renames: rename, ignored: ignore) }

  func normalisation() throws -> Normalisation? {
    guard mean != nil || std != nil else { return nil }
    guard let mean, let std else {
      throw ValidationError("\(mean == nil ? "--std" : "--mean"): expected --mean and --std together")
    }
    func numbers(_ text: String, _ flag: String) throws -> [Float] {
      try text.split(separator: ",", omittingEmptySubsequences: false).map {
        guard let number = Float($0.trimmingCharacters(in: .whitespaces)), number.isFinite,
          flag == "--mean" || number > 0
        else { throw ValidationError("\(flag): expected numbers separated by commas, found \(text)") }
        return number
      }
    }
    return Normalisation(mean: try numbers(mean, "--mean"), standardDeviation: try numbers(std, "--std"))
  }

  /// The names in the file that `--classes` names.
  func classNames() throws -> [String]? {
    guard let classes else { return nil }
    guard let text = String(validating: try AtomicFile.read(classes), as: UTF8.self) else {
      throw FileError(classes, "not a text", expected: "UTF-8")
    }
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    while lines.last == "" { lines.removeLast() }
    if let empty = lines.firstIndex(of: "") {
      throw FileError(classes, at: "line \(empty + 1)", "no name of a class", expected: "one name a line")
    }
    return lines
  }

  /// The images with labels that count the model's outputs, where something says their order.
  func ordered(_ data: TestImages, for model: ModelFile, _ checkpoint: String) throws -> (TestImages, note: String?) {
    let outputs = model.classifier.network.classes
    if let classes, let names = try classNames() {
      guard names.count == outputs else {
        throw FileError(
          classes, "not a name for each output of \(checkpoint)", expected: "\(outputs) lines", found: "\(names.count)")
      }
      return (try data.ordered(as: names, source: classes), nil)
    }
    guard let own = data.ownClassNames else { return (data, nil) }
    guard let names = model.classNames else {
      guard let places = NaturalOrder.places(of: own) else { return (data, nil) }
      let natural = own.indices.sorted { places[$0] < places[$1] }.map { own[$0] }
      return (
        data,
        "the classes are in the order of their names' bytes: \(Self.few(own)); where the model has them in natural order"
          + " (\(Self.few(natural))), say so with --classes FILE"
      )
    }
    // Labels count folders: one more or less would shift them.
    let odd = names.first { name in !own.contains { $0.isSameName(as: name) } }
    guard odd == nil, names.count == own.count else {
      throw FileError(
        data.folder, "the classes are not the model's",
        expected: odd.map { "\($0) among them" } ?? "\(names.count), as in \(checkpoint)",
        found: odd == nil ? "\(own.count)" : own.joined(separator: ", "))
    }
    guard !names.areSameNames(as: own) else { return (data, nil) }
    return (
      try data.ordered(as: names, source: "\(checkpoint): metadata class_names"),
      "the classes are taken in the model's order, as its class_names say: \(Self.few(names))"
    )
  }

  private static func few(_ names: [String]) -> String {
    names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : "")
  }
}
