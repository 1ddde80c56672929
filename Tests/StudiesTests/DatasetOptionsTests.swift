import Datasets
import Files
import Settings
import Testing

@testable import Studies

@Suite("How an audit file says that images are read")
struct DatasetOptionsTests {
  private func audit(_ dataset: String) throws -> AuditFile {
    try AuditFile.parse("losses: [mse]\ndataset: {\(dataset)}\n", path: "audit.yaml")
  }

  @Test("colour, size and crop stand beside the other keys, in and out")
  func keys() throws {
    let audit = try audit("name: folder, folder: /x, colour: rgb, resize: 256, crop: 224")
    var options = DatasetOptions()
    (options.colour, options.resize, options.crop) = (.rgb, 256, 224)
    #expect(audit.dataset.options == options)
    let yaml = try audit.yaml()
    #expect(
      yaml.contains("\n  colour: rgb\n") && yaml.contains("\n  crop: 224\n") && yaml.contains("\n  resize: 256\n"))
    #expect(try AuditFile.parse(yaml, path: "audit.yaml") == audit)
  }

  @Test("nothing is written where nothing is said")
  func usual() throws {
    let yaml = try audit("name: mnist").yaml()
    for key in DatasetOptions.settings.map(\.key) { #expect(!yaml.contains("\(key):"), "\(key)") }
  }

  @Test(
    "what has no meaning for the data set is told with its key and line",
    arguments: [
      ("name: mnist, resize: 32", "dataset.resize: expected the data set folder, found mnist"),
      (
        "name: svhn, corruption: fog, severity: 1",
        "dataset.corruption: expected the data set folder, cifar-10, cifar-100, found svhn"
      ),
      ("name: cifar-10, corruption: fog", "dataset.severity: expected 1 to 5, found nothing"),
    ])
  func refused(dataset: String, text: String) {
    let error = #expect(throws: FileError.self) { try audit(dataset) }
    #expect(error?.description.contains(text) == true, "\(error?.description ?? "")")
  }
}
