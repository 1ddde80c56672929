import Foundation
import Testing

@testable import Files

@Suite("NumPy arrays")
struct NPYFileTests {
  @Test("the header says type and shape, and the numbers begin at a multiple of 64 bytes")
  func header() {
    let data = NPYFile([2, 1], [1, -0.5]).npy
    // numpy.save of np.array([[1.0], [-0.5]]) writes the same 144 bytes.
    #expect(data.count == 144 && data.prefix(10) == Data([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 0x76, 0]))
    let text = String(decoding: data[10..<128], as: UTF8.self)
    #expect(text.hasPrefix("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1,), }") && text.hasSuffix(" \n"))
    #expect(data.suffix(16) == Data([0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0xE0, 0xBF]))
  }

  @Test("a single number has no axes; a text has four bytes for each character")
  func single() {
    #expect(String(decoding: NPYFile([], [3]).npy[10..<80], as: UTF8.self).contains("'shape': ()"))
    let text = NPYFile.npy(text: "ε=1")
    #expect(String(decoding: text[10..<80], as: UTF8.self).contains("'descr': '<U3'"))
    #expect(text.suffix(12) == Data([0xB5, 3, 0, 0, 0x3D, 0, 0, 0, 0x31, 0, 0, 0]))
  }
}
