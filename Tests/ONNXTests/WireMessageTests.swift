import Foundation
import TestSupport
import Testing

@testable import ONNX

/// Files that are not whole messages. The field that is broken follows an ir_version of two bytes.
@Suite("The wire format")
struct WireMessageTests {
  typealias Bad = (bytes: [UInt8], text: String)

  @Test(
    "broken messages are told with their place",
    arguments: [
      ([0x3A, 0x05, 0x00], "byte 4: the file ends in the model; expected 5 bytes more, found 1; is the file whole?"),
      ([0x3A], "byte 3: the file ends in the model; expected 1 byte more, found 0; is the file whole?"),
      ([0x15, 0, 0], "byte 3: the file ends in the model; expected 4 bytes more, found 2; is the file whole?"),
      (
        [0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        "byte 13: the file ends in the model; expected 18446744073709551615 bytes more, found 0; is the file whole?"
      ),
      (
        [0x08] + [UInt8](repeating: 0x80, count: 9) + [0x02],
        "byte 3: not a number in the model; expected at most 64 bits, found more; is this an ONNX model?"
      ),
      ([0x3B], "byte 2: not a kind of field in the model; expected 0, 1, 2 or 5, found 3; is this an ONNX model?"),
      ([0x00, 0x00], "byte 2: not a field of the model; expected a number from 1, found 0; is this an ONNX model?"),
      (
        [0x38, 0x01],
        "byte 2: field 7 of the model has another type; expected the graph, found a whole number; is this an ONNX model?"
      ),
      ([0x12, 0x02, 0xC3, 0x28], "byte 2: a text in the model is not UTF-8; expected UTF-8"),
      (
        [0x3A, 0x02, 0x0A, 0x05, 0x08, 0x00],
        "byte 6: a field is longer than the graph; expected 5 bytes more, found 0; is this an ONNX model?"
      ),
      (
        [0x15, 0, 0, 0, 0],
        "byte 2: field 2 of the model has another type; expected bytes, found four bytes; is this an ONNX model?"
      ),
      ([], "has no graph; is this an ONNX model, and whole?"),
    ] as [Bad])
  func broken(_ example: Bad) throws {
    #expect(try refusal(Data([0x08, 0x08] + example.bytes)) == example.text)
  }

  @Test("fields that are not known are passed over")
  func unknown() throws {
    let extra: [Wire] = [.int(99, 1), .float(98, 1), .double(97, 1), .text(1000, "later")]
    #expect(try read(Wire.model(relu() + extra, more: extra)).nodes.count == 1)
  }

  @Test("a model that is cut anywhere is told")
  func cut() throws {
    for end in sample.indices.dropFirst().dropLast(60).filter({ $0 % 7 == 0 }) {
      #expect(try refusal(sample[..<end]) != "no error", "\(end)")
    }
  }

  @Test("millions of empty nodes are refused before they become objects")
  func pieces() throws {
    let nodes = [UInt8](repeating: 0, count: 2 << 22).indices.map { UInt8($0 % 2 == 0 ? 0x12 : 0x00) }
    #expect(
      try refusal(Wire.model([.bytes(2, []), .message(14, [.bytes(3, nodes)])] + relu())) == "no error")
    let entries = Data([0x08, 0x08]) + Data(nodes)
    #expect(
      try refusal(entries) == "too many names, nodes and tensors; expected at most 1048576, found more")
  }
}
