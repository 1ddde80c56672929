import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("Arrays that are no images or labels")
struct ImageArrayTests {
  @Test("numbers that are no 255ths, such as normalised ones, are refused with their place")
  func normalised() throws {
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1, 2), }\n"
    for (number, isPixel) in [(0.2, true), (1, true), (0.5, false), (-1, false), (2, false), (.nan, false)]
      as [(Float, Bool)]
    {
      try withTemporaryFolder { folder in
        let numbers = [0, 1, 0, number].flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian) { Array($0) } }
        try AtomicFile.write(npy(header, numbers), to: "\(folder)/images.npy")
        try AtomicFile.write(
          npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }\n", [0, 1]), to: "\(folder)/labels.npy")
        guard !isPixel else {
          let test = try TestImages.load(.folder, folder: folder)
          #expect(test.images.pixels == [0, 255, 0, UInt8((number * 255).rounded())])
          return
        }
        let error = #expect(throws: FileError.self) { try TestImages.load(.folder, folder: folder) }
        #expect(
          error?.place == "image 1, number 1" && error?.problem == "not a pixel" && error?.found == "\(Double(number))")
      }
    }
  }

  @Test("a claimed size is refused before memory is asked for")
  func claimed() throws {
    for (shape, problem) in [
      ("(1000000000, 100, 100)", "the array is cut short"),
      ("(9223372036854775807, 9223372036854775807, 3)", "not a shape"), ("(0, 9223372036854775807, 3)", "not a shape"),
    ] {
      try withTemporaryFolder { folder in
        let header = "{'descr': '|u1', 'fortran_order': True, 'shape': \(shape), }\n"
        try AtomicFile.write(npy(header, [0, 1]), to: "\(folder)/images.npy")
        try AtomicFile.write(npy(header, [0, 1]), to: "\(folder)/labels.npy")
        let error = #expect(throws: FileError.self) { try TestImages.load(.folder, folder: folder) }
        #expect(error?.problem == problem)
      }
    }
  }

  @Test("an item that no memory holds is refused before it is read")
  func large() throws {
    try withTemporaryFolder { folder in
      let header = "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 1099511627776), }\n", path = "\(folder)/x.npy"
      let start = npy(header, [])
      try AtomicFile.write(start, to: path)
      try #require(truncate(path, start.count + 1 << 40) == 0)
      let array = try NumPyArray(path)
      let error = #expect(throws: FileError.self) { try array.forEachItem(0..<1) { _, _ in } }
      #expect(error?.problem == "not enough memory for an item of the array" && error?.expected == "4398.0 GB free")
    }
  }

  @Test("a type that holds no pixels gets advice that keeps the values")
  func types() throws {
    func error(_ type: String, _ size: Int) throws -> String? {
      try withTemporaryFolder { folder in
        try AtomicFile.write(
          npy(
            "{'descr': '\(type)', 'fortran_order': False, 'shape': (2, 1, 2), }\n",
            [UInt8](repeating: 0, count: 4 * size)),
          to: "\(folder)/images.npy")
        try AtomicFile.write(
          npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }\n", [0, 1]), to: "\(folder)/labels.npy")
        let error = #expect(throws: FileError.self) { try TestImages.load(.folder, folder: folder) }
        return error?.description.replacing(folder + "/", with: "")
      }
    }
    let expected = "images.npy: not images; expected uint8, or float32 or float64 from 0 to 1, found 2x1x2 "
    #expect(try error("<f2", 2) == expected + "float16; save them as (255 * x).round().astype(\"uint8\")")
    #expect(try error("<i8", 8) == expected + "int64; save them by astype(\"uint8\")")
  }

  @Test(
    "a label beyond 0 to 255 is told as it is, of any type",
    arguments: [
      ("<i8", [0xFD] + [UInt8](repeating: 0xFF, count: 7), "-3"),
      ("<u8", [UInt8](repeating: 0xFF, count: 8), "more than 9223372036854775807"), ("<u2", [0, 1], "256"),
      ("|i1", [0x80], "-128"),
    ])
  func range(type: String, label: [UInt8], found: String) throws {
    try withTemporaryFolder { folder in
      let other = [1] + [UInt8](repeating: 0, count: label.count - 1)
      try AtomicFile.write(
        npy("{'descr': '\(type)', 'fortran_order': False, 'shape': (2,), }\n", other + label), to: "\(folder)/y.npy")
      try AtomicFile.write(
        npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 1, 2), }\n", [1, 2, 3, 4]), to: "\(folder)/x.npy")
      let error = #expect(throws: FileError.self) { try TestImages.load(.folder, folder: folder) }
      #expect(error?.place == "label 1" && error?.expected == "0 to 255" && error?.found == found)
    }
  }
}
