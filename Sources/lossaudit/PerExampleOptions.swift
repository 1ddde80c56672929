import ArgumentParser
import Robustness

/// The table of what attacks make of each image.
struct PerExampleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Write a CSV of each image and what becomes of it under each attack.", valueName: "file"))
  var perExample: String?

  @Option(
    help: ArgumentHelp(
      "What has a row: wide for each image, with right or wrong under each attack, and the smallest ε of FGSM; long for "
        + "each image, attack, attack loss and ε, with prediction and margin. (default: wide)", valueName: "form"))
  var perExampleForm: String?

  func validate() throws { _ = try form() }

  /// Throws a usage error for a form that there is none of, and for one without a file.
  func form() throws -> PerExampleForm {
    guard let name = perExampleForm else { return .wide }
    guard let form = PerExampleForm(rawValue: name) else {
      throw ValidationError(
        "--per-example-form: expected \(PerExampleForm.allCases.map(\.rawValue).joined(separator: " or ")), found \(name)"
      )
    }
    guard perExample != nil else {
      throw ValidationError("--per-example-form: expected --per-example with a file too")
    }
    return form
  }
}
