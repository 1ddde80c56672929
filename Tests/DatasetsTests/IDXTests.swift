import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("IDX files")
struct IDXTests {
  @Test("images and labels are read as the specification stores them, plain and in gzip", arguments: [false, true])
  func reads(compressed: Bool) throws {
    try withTemporaryFolder { folder in
      let set = noise(7)
      let suffix = compressed ? ".gz" : ""
      func stored(_ data: Data) throws -> Data { compressed ? try Gzip.deflate(data) : data }
      try stored(idxImages(set)).write(to: URL(fileURLWithPath: "\(folder)/a-images-idx3-ubyte\(suffix)"))
      try stored(idxLabels(set)).write(to: URL(fileURLWithPath: "\(folder)/a-labels-idx1-ubyte\(suffix)"))
      #expect(try IDX.imageSet(folder: folder, stem: "a", classes: 10, advice: "") == set)
    }
  }

  @Test("what is written is what is read, and the same bytes every time")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let set = noise(5), data = try IDX.encode(sizes: [5, 3, 4], bytes: set.pixels)
      #expect(try IDX.encode(sizes: [5, 3, 4], bytes: set.pixels) == data)
      try data.write(to: URL(fileURLWithPath: "\(folder)/x.gz"))
      let (sizes, bytes) = try IDX.read("\(folder)/x.gz", dimensions: 3)
      #expect(sizes == [5, 3, 4] && bytes == set.pixels)
    }
  }

  @Test("a missing file is named, with what to do")
  func missing() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: FileError.self) {
        try IDX.imageSet(folder: folder, stem: "train", classes: 10, advice: "install the package")
      }
      #expect(
        error?.description == "\(folder): a file of the data set is missing; expected train-images-idx3-ubyte or "
          + "train-images-idx3-ubyte.gz; install the package")
    }
  }

  @Test("fewer labels than images, and a label beyond the classes, are told by place")
  func labels() throws {
    try withTemporaryFolder { folder in
      let set = noise(7), images = "\(folder)/a-images-idx3-ubyte", labels = "\(folder)/a-labels-idx1-ubyte"
      try idxImages(set).write(to: URL(fileURLWithPath: images))
      try idxLabels(set.prefix(6)).write(to: URL(fileURLWithPath: labels))
      let few = #expect(throws: FileError.self) {
        try IDX.imageSet(folder: folder, stem: "a", classes: 10, advice: "")
      }
      #expect(
        few?.description
          == "\(labels): byte 4: as many labels as images are needed; expected 7, as in \(images), found 6")
      try idxLabels(set).write(to: URL(fileURLWithPath: labels))
      let beyond = #expect(throws: FileError.self) {
        try IDX.imageSet(folder: folder, stem: "a", classes: 5, advice: "")
      }
      #expect(
        beyond?.description == "\(labels): label 5, byte 13: the label is out of range; expected 0 to 4, found 5")
    }
  }
}
