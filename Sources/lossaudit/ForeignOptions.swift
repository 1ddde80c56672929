import ArgumentParser
import Datasets
import Files
import Foundation
import Models
import Settings
import Tensors
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
      "How pixels from 0 to 1 are normalised before the model: by the data set's usual constants (standard), by those of its images (measured), or not at all (none: only if the network was trained on pixels from 0 to 1, or normalises them itself). (default: as the file says)",
      valueName: "none|standard|measured"))
  var normalisation: NormalisationChoice?

  @Option(
    help: ArgumentHelp(
      "End with an error where clean accuracy differs from this one by more than chance, such as 0.86.",
      valueName: "accuracy"))
  var expectAccuracy: Double?

  @Option(
    help: ArgumentHelp(
      "The model's mean for each channel, of pixels from 0 to 1, in place of the checkpoint's.", valueName: "m,m,m"))
  var mean: String?

  @Option(help: ArgumentHelp("The deviation for each channel, with --mean.", valueName: "s,s,s")) var std: String?

  func validate() throws {
    _ = try usage { try tensors() }
    _ = try statedMoments()
    if normalisation != nil, mean != nil {
      throw ValidationError("--normalisation: expected it or --mean and --std, found both")
    }
    if let expectAccuracy, !(0...1).contains(expectAccuracy) {
      throw ValidationError("--expect-accuracy: expected a number from 0 to 1, found \(expectAccuracy)")
    }
  }

  /// What the flags say of the normalisation.
  func statedNormalisation() throws -> StatedNormalisation? {
    switch normalisation {
    case .some(.none): StatedNormalisation.none
    case .standard: .standard
    case .measured: .from(.measured)
    case nil: try statedMoments().map { .from(.given($0)) }
    }
  }

  func tensors() throws -> TensorChanges { try TensorChanges(renames: rename, ignored: ignore) }

  private func statedMoments() throws -> Normalisation? {
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
    let means = try numbers(mean, "--mean")
    for mean in means {
      do { try Normalisation.requireMean(mean) } catch let error as SettingError {
        throw ValidationError("--mean: \(error)")
      }
    }
    return Normalisation(mean: means, standardDeviation: try numbers(std, "--std"))
  }

  /// Refuses a normalisation that the data set has not, before anything is read. `facts` are those that are known now.
  func requireNormalisation(of name: String?, _ facts: DatasetFacts?) throws {
    guard let dataset = try name.map({ name in try usage { try DatasetName(parsing: name) } }) else { return }
    if normalisation == .standard, dataset.facts == nil {
      throw ValidationError(
        "--normalisation: a folder has no usual constants; expected measured, none, or --mean and --std, found standard"
      )
    }
    guard let channels = (facts ?? dataset.facts)?.shape.channels, let moments = try statedMoments() else { return }
    for (flag, numbers) in [("--mean", moments.mean), ("--std", moments.standardDeviation)]
    where numbers.count != channels {
      throw ValidationError(
        "\(flag): expected \(channels.counted("number")), one for each channel, found \(numbers.count)")
    }
  }

  /// Whether the flags say the normalisation in numbers, or that there is none.
  var statesNumbers: Bool { mean != nil || normalisation == NormalisationChoice.none }

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

  /// The classes in the order of the model's outputs, where `--classes` names a file of them.
  func statedOrder() throws -> (names: [String], source: String)? {
    guard let classes, let names = try classNames() else { return nil }
    return (names, classes)
  }
}

/// How pixels are normalised, where the model's file does not say.
enum NormalisationChoice: String, ExpressibleByArgument, CaseIterable {
  case none, standard, measured
}
