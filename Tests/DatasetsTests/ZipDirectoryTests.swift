import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("Zip archives of arrays")
struct ZipDirectoryTests {
  private static let fixtures =
    URL(fileURLWithPath: #filePath).appendingPathComponent("../../../fixtures/numpy").standardized.path

  private func whole(_ name: String) throws -> Data { try AtomicFile.read("\(Self.fixtures)/\(name).npz") }

  private func withFile(_ data: Data, _ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write(data, to: "\(folder)/a.npz")
      try body("\(folder)/a.npz")
    }
  }

  @Test("have the names, sizes and ways of storing that NumPy wrote")
  func entries() throws {
    let stored = try ZipDirectory("\(Self.fixtures)/stored.npz").entries
    #expect(stored.map(\.name) == ["x_test.npy", "y_test.npy", "x_train.npy", "y_train.npy"])
    #expect(stored.allSatisfy { $0.compression == .none && $0.size == $0.stored })
    #expect(stored.map(\.size) == [728, 208, 728, 208])
    let deflated = try ZipDirectory("\(Self.fixtures)/deflated.npz").entries
    #expect(deflated.allSatisfy { $0.compression == .deflate && $0.stored <= $0.size + 8 })
  }

  @Test("that end early are an error wherever they end", arguments: ["stored", "deflated"])
  func truncated(name: String) throws {
    let data = try whole(name)
    for count in stride(from: 0, to: data.count, by: 7) {
      try withFile(data.prefix(count)) { path in
        let error = #expect(throws: FileError.self) { try ZipDirectory(path) }
        #expect(error?.path == path)
      }
    }
  }

  @Test("whose pixels were changed differ in their checksum")
  func checksum() throws {
    var data = try whole("stored")
    data[400] ^= 1
    try withFile(data) { path in
      let error = #expect(throws: FileError.self) { try TestImages.load(.folder, folder: path) }
      #expect(error?.place == "x_test.npy" && error?.problem == "the checksum differs")
    }
  }

  @Test("that are encrypted, or stored in another way, are refused by name")
  func methods() throws {
    let whole = try whole("deflated")
    let entry = try #require(whole.range(of: Data([0x50, 0x4B, 0x01, 0x02]))).lowerBound
    for (place, value, found) in [(8, 1, "encrypted"), (10, 12, "method 12")] as [(Int, UInt8, String)] {
      var data = whole
      data[entry + place] = value
      try withFile(data) { path in
        let error = #expect(throws: FileError.self) { try ZipDirectory(path) }
        #expect(error?.found == found && error?.place == "images.npy")
      }
    }
  }
}
