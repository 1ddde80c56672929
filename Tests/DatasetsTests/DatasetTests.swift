import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("Data sets")
struct DatasetTests {
  @Test("both splits are read from a named folder, with a digest of all their bytes")
  func load() throws {
    try withTemporaryFolder { folder in
      let training = noise(12), test = noise(5, seed: 2)
      try writeIDX(training: training, test: test, to: folder)
      let dataset = try Dataset.load(.mnist, folder: folder)
      #expect(dataset.training == training && dataset.test == test)
      #expect(dataset.name == .mnist && dataset.folder == folder && dataset.classes == 10)
      #expect(
        dataset.digest == Digest.sha256(Data(training.pixels + training.labels + test.pixels + test.labels)))
    }
  }

  @Test("training images have the pixel that models of the data set see as zero, and so has every choice of them")
  func meanPixel() throws {
    try withTemporaryFolder { folder in
      try writeIDX(training: noise(12), test: noise(5, seed: 2), to: folder)
      let dataset = try Dataset.load(.mnist, folder: folder)
      let mean = dataset.normalisation.mean
      #expect(dataset.training.meanPixel == mean)
      #expect(dataset.training.subset([7, 3]).meanPixel == mean && dataset.training.prefix(4).meanPixel == mean)
      #expect(dataset.training.with(meanPixel: [0.25]).prefix(4).subset([1]).meanPixel == [0.25])
    }
  }

  @Test("splits of different image sizes are refused")
  func shapes() throws {
    try withTemporaryFolder { folder in
      try writeIDX(training: noise(3), test: noise(3, height: 5), to: folder)
      let error = #expect(throws: FileError.self) { try Dataset.load(.mnist, folder: folder) }
      #expect(
        error?.description
          == "\(folder): the splits differ in image size; expected 3x4x1 as in training, found 5x4x1 in test")
    }
  }

  @Test("a folder without the files says which, and how to get them")
  func missing() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: FileError.self) { try Dataset.load(.fashionMNIST, folder: folder) }
      #expect(error?.path == folder && error?.advice?.contains("dataset-fashion-mnist") == true)
      #expect(error?.expected == "train-images-idx3-ubyte or train-images-idx3-ubyte.gz")
    }
  }

  @Test(
    "the search path: the variable where set, the cache, the system, the fixtures",
    arguments: [nil, "", "/data"] as [String?])
  func searchPath(variable: String?) {
    let own = variable == "/data" ? ["/data/mnist"] : []
    #expect(
      Dataset.searchPath(.mnist, variable: variable, home: "/home/a")
        == own + ["/home/a/.cache/lossaudit/mnist", "/usr/share/datasets/mnist", "fixtures/mnist"])
  }

  @Test("of the search path, the first folder with something in it is taken")
  func find() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.createFolder("\(folder)/empty")
      try AtomicFile.write("x", to: "\(folder)/full/file")
      let paths = ["\(folder)/none", "\(folder)/empty", "\(folder)/full"]
      #expect(Dataset.firstWithFiles(paths) == "\(folder)/full")
      #expect(Dataset.firstWithFiles(Array(paths.dropLast())) == nil)
    }
  }

  @Test("found nowhere: every place looked at is named, and what to do")
  func notFound() {
    let error = Dataset.notFound(.mnist, in: ["/a/mnist", "fixtures/mnist"])
    #expect(
      error.description == "mnist: the data set was not found; expected its files in one of /a/mnist, fixtures/mnist; "
        + "get it with lossaudit dataset fetch mnist, or name the folder that holds train-images-idx3-ubyte and its companions with --data-dir"
    )
  }
}
