import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("Corrupted images in the layout of CIFAR-10-C")
struct CorruptedImagesTests {
  private static let fixtures =
    URL(fileURLWithPath: #filePath).appendingPathComponent("../../../fixtures/numpy").standardized.path

  private func withFolder(_ inner: String = "", _ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      for (name, fixture) in [("fog", "images"), ("jpeg_compression", "fortran"), ("labels", "labels-int64")] {
        try AtomicFile.write(
          AtomicFile.read("\(Self.fixtures)/\(fixture).npy"), to: "\(folder)/\(inner)\(name).npy")
      }
      try body(folder)
    }
  }

  private func options(_ corruption: String?, _ severity: Int?) -> DatasetOptions {
    var options = DatasetOptions()
    (options.corruption, options.severity) = (corruption, severity)
    return options
  }

  @Test("one corruption at one severity is a fifth of its file", arguments: [1, 3, 5], ["fog", "jpeg_compression"])
  func fifth(severity: Int, corruption: String) throws {
    for (name, inner) in [(DatasetName.folder, ""), (.cifar10, ""), (.cifar10, "CIFAR-10-C/")] {
      try withFolder(inner) { folder in
        let test = try TestImages.load(name, folder: folder, options: options(corruption, severity))
        let all = try ImageArray(NumPyArray("\(Self.fixtures)/images.npy")).images(
          0..<10, labels: (0..<10).map { $0 % 3 }, options: .usual)
        #expect(test.images == all.subset([2 * severity - 2, 2 * severity - 1]))
        #expect(name == .folder || test.facts == .cifar10)
      }
    }
  }

  @Test("each data set has its own archive, and the other's is never read in its place")
  func archives() throws {
    try withFolder("CIFAR-10-C/") { folder in
      func load(_ name: DatasetName, _ inner: String = "") throws -> [UInt8] {
        try TestImages.load(name, folder: folder + inner, options: options("fog", 2)).images.labels
      }
      func error(_ name: DatasetName, _ inner: String = "") -> String? {
        (#expect(throws: FileError.self) { try load(name, inner) })?.description.replacing(folder, with: "F")
      }
      let missing = "F: a file of the corrupted images is missing; expected labels.npy"
      let advice = "; name the folder with labels.npy and the corruptions with --data-dir"
      #expect(error(.cifar100) == "\(missing), there or in CIFAR-100-C\(advice)")
      try AtomicFile.write(
        AtomicFile.read("\(folder)/CIFAR-10-C/fog.npy"), to: "\(folder)/CIFAR-100-C/fog.npy")
      try AtomicFile.write(
        npy("{'descr': '|u1', 'fortran_order': False, 'shape': (10,), }\n", Array(90..<100)),
        to: "\(folder)/CIFAR-100-C/labels.npy")
      #expect(try load(.cifar10) == [2, 0])
      #expect(try load(.cifar100) == [92, 93])
      #expect(try load(.folder, "/CIFAR-10-C/") == [2, 0])
      #expect(error(.folder) == missing + advice)
      #expect(
        error(.cifar100, "/CIFAR-10-C/")
          == "F/CIFAR-10-C/: the corrupted images of another data set; expected CIFAR-100-C, found CIFAR-10-C; "
          + "name the data set: --dataset cifar-10")
    }
  }

  @Test("archives beside the files are told, whatever the data set", arguments: [DatasetName.folder, .cifar10])
  func beside(name: DatasetName) throws {
    try withFolder { folder in
      try AtomicFile.write(AtomicFile.read("\(Self.fixtures)/stored.npz"), to: "\(folder)/more.npz")
      let test = try TestImages.load(name, folder: folder, options: options("fog", 2))
      #expect(test.notes.contains("passed over, since there are .npy files beside: more.npz"))
    }
  }

  @Test("have a name of their own in results")
  func title() {
    #expect(options("fog", 3).title(of: .cifar10) == "cifar-10, fog 3")
    #expect(DatasetName.allCases.allSatisfy { options(nil, nil).title(of: $0) == $0.rawValue })
  }

  @Test("what is unknown, half said or without training images is told")
  func errors() throws {
    try withFolder { folder in
      func error(_ corruption: String?, _ severity: Int?, _ name: DatasetName = .cifar10) -> String? {
        (#expect(throws: FileError.self) {
          try TestImages.load(name, folder: folder, options: options(corruption, severity))
        })?.description
      }
      #expect(
        error("frog", 1)
          == "\(folder): unknown corruption; expected fog, jpeg_compression, found frog; did you mean fog?")
      #expect(error("labels", 1)?.contains("unknown corruption") == true)
      #expect(error("../fog", 1)?.contains("unknown corruption") == true)
      #expect(
        error("fog", nil)?.hasPrefix("severity: the corruption is named without its severity; expected 1 to 5") == true)
      #expect(error(nil, 2)?.hasPrefix("corruption: the severity is named without its corruption") == true)
      #expect(error("fog", 2, .svhn)?.hasPrefix("corruption: this data set is read as it is") == true)
      let training = #expect(throws: FileError.self) {
        try Dataset.load(.cifar10, folder: folder, options: options("fog", 1))
      }
      #expect(training?.problem == "there are no training images with a corruption")
      try FileManager.default.removeItem(atPath: "\(folder)/labels.npy")
      #expect(error("fog", 1)?.contains("a file of the corrupted images is missing; expected labels.npy") == true)
    }
  }
}
