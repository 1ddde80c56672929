import Datasets
import Files
import Tensors
import Testing

struct DatasetNameTests {
  @Test("every data set is found by its name", arguments: DatasetName.allCases)
  func parsing(name: DatasetName) throws {
    #expect(try DatasetName(parsing: name.rawValue) == name)
  }

  @Test(
    "an unknown one is answered with those there are, and the nearest",
    arguments: [
      (
        "fashion-mnits",
        "fashion-mnits: unknown data set; expected fashion-mnist, mnist, cifar-10; did you mean fashion-mnist?"
      ),
      ("MNIST", "MNIST: unknown data set; expected fashion-mnist, mnist, cifar-10; did you mean mnist?"),
      ("imagenet", "imagenet: unknown data set; expected fashion-mnist, mnist, cifar-10"),
      ("", ": unknown data set; expected fashion-mnist, mnist, cifar-10"),
    ])
  func unknown(name: String, text: String) {
    let error = #expect(throws: FileError.self) { try DatasetName(parsing: name) }
    #expect(error?.description == text)
  }

  @Test("classes have names of their own, and channels a normalisation that divides", arguments: DatasetName.allCases)
  func facts(name: DatasetName) {
    #expect(Set(name.classNames).count == name.classes)
    let normalisation = name.normalisation
    #expect(normalisation.mean.count == name.shape.channels)
    #expect(normalisation.standardDeviation.count == name.shape.channels)
    #expect(normalisation.standardDeviation.allSatisfy { $0 > 0 })
  }
}
