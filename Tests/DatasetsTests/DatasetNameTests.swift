import Files
import Tensors
import Testing

@testable import Datasets

@Suite("Names of data sets")
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
        "fashion-mnits: unknown data set; expected fashion-mnist, mnist, cifar-10, cifar-100, svhn, folder; did you mean fashion-mnist?"
      ),
      (
        "MNIST",
        "MNIST: unknown data set; expected fashion-mnist, mnist, cifar-10, cifar-100, svhn, folder; did you mean mnist?"
      ),
      ("imagenet", "imagenet: unknown data set; expected fashion-mnist, mnist, cifar-10, cifar-100, svhn, folder"),
      ("", ": unknown data set; expected fashion-mnist, mnist, cifar-10, cifar-100, svhn, folder"),
    ])
  func unknown(name: String, text: String) {
    let error = #expect(throws: FileError.self) { try DatasetName(parsing: name) }
    #expect(error?.description == text)
  }

  @Test("classes have names of their own, and channels a normalisation that divides", arguments: DatasetName.allCases)
  func facts(name: DatasetName) {
    guard let facts = name.facts else {
      #expect(name == .folder)
      return
    }
    #expect(Set(facts.classNames).count == (name == .cifar100 ? 100 : 10))
    let normalisation = facts.normalisation
    #expect(normalisation.mean.count == facts.shape.channels)
    #expect(normalisation.standardDeviation.count == facts.shape.channels)
    #expect(normalisation.standardDeviation.allSatisfy { $0 > 0 })
  }

  @Test("CIFAR-100's fine labels are numbered by the alphabet")
  func cifar100() {
    let names = DatasetFacts.cifar100.classNames
    #expect(names == names.sorted())
    #expect(names[0] == "apple" && names[41] == "lawn mower" && names[99] == "worm")
  }
}
