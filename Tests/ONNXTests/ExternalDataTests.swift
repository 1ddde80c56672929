import Files
import Foundation
import TestSupport
import Testing

@testable import ONNX

@Suite("Numbers in files beside a model")
struct ExternalDataTests {
  private func model(_ entries: [(String, String)], more: [Wire] = []) -> Data {
    let entries = entries.map { Wire.message(13, [.text(1, $0.0), .text(2, $0.1)]) }
    return Wire.model(relu(.message(5, Wire.tensor("w", type: 1, [2], entries + [.int(14, 1)] + more))))
  }

  /// What is said of a model in the folder `m`, which holds three numbers, and beside which another file lies.
  private func refusal(_ entries: [(String, String)], more: [Wire] = []) throws -> String {
    let folder = try ScratchFolder()
    try prepare(folder, model(entries, more: more))
    do {
      _ = try ONNXModel(contentsOf: folder.path("m/model.onnx"))
      return "no error"
    } catch { return "\(error)".replacingOccurrences(of: folder.path + "/", with: "") }
  }

  private func prepare(_ folder: ScratchFolder, _ model: Data) throws {
    let numbers = Data([Float(1), 2, 3].flatMap { littleEndian($0.bitPattern) })
    try folder.write(model, to: "m/model.onnx")
    try folder.write(numbers, to: "m/model.onnx.data")
    try folder.write(numbers, to: "m/deep/numbers")
    try folder.write(numbers, to: "m/\u{0361}mark")
    try folder.write(numbers, to: "outside")
    try folder.write(numbers, to: "\u{0361}outside")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("m/link"), withDestinationPath: folder.path("outside"))
    try FileManager.default.createSymbolicLink(atPath: folder.path("m/inside"), withDestinationPath: "model.onnx.data")
    try FileManager.default.createSymbolicLink(atPath: folder.path("m/up"), withDestinationPath: folder.path)
  }

  typealias Good = (entries: [(String, String)], values: [Float])

  @Test(
    "are found by place and length",
    arguments: [
      ([("location", "model.onnx.data"), ("offset", "4"), ("length", "8")], [2, 3]),
      ([("location", "model.onnx.data"), ("length", "8"), ("checksum", "x")], [1, 2]),
      ([("location", "model.onnx.data"), ("offset", "0")], [1, 2]),
      ([("location", "deep/numbers")], [1, 2]), ([("location", "\u{0361}mark")], [1, 2]),
      ([("location", "./inside")], [1, 2]),
    ] as [Good])
  func good(_ example: Good) throws {
    let folder = try ScratchFolder()
    try prepare(folder, model(example.entries))
    let read = try ONNXModel(contentsOf: folder.path("m/model.onnx"))
    #expect(read.initialisers["w"]?.payload == .floats(example.values))
  }

  @Test("are found beside a model that is named without a folder, and whatever the user's folder is")
  func relative() throws {
    let folder = try ScratchFolder()
    try prepare(folder, model([("location", "model.onnx.data")]))
    let read = try ONNXModel(contentsOf: folder.path("m/../m/model.onnx"))
    #expect(read.initialisers["w"]?.payload == .floats([1, 2]))
  }

  typealias Bad = (entries: [(String, String)], text: String)
  private static let outside =
    "m/model.onnx: initialiser \"w\": its numbers are in a file outside the model's folder; expected a file in m, found "
  private static let advice = "; put the file itself beside the model, and name it without folders above"

  @Test(
    "that cannot be the model's are refused",
    arguments: [
      ([("location", "../outside")], outside + "../outside" + advice),
      ([("location", "../\u{0361}outside")], outside + "../\u{0361}outside" + advice),
      ([("location", "deep/../../outside")], outside + "deep/../../outside" + advice),
      ([("location", "/etc/hostname")], outside + "/etc/hostname" + advice),
      ([("location", "link")], outside + "link, a link to outside" + advice),
      ([("location", "up/outside")], outside + "up/outside, a link to outside" + advice),
      (
        [("location", "gone")],
        "m/gone: no such file; m/model.onnx keeps the numbers of initialiser \"w\" there: copy both files"
      ),
      ([("location", "deep")], "m/deep: is a folder; expected a file"),
      (
        [],
        "m/model.onnx: initialiser \"w\": its numbers are in another file, which is not named; expected a location"
      ),
      (
        [("location", "model.onnx.data"), ("offset", "8")],
        "m/model.onnx.data: initialiser \"w\": the file is too short; expected 8 bytes from byte 8, found 12 in all; "
          + "is it the file that belongs to m/model.onnx, and whole?"
      ),
      (
        [("location", "model.onnx.data"), ("offset", "9223372036854775807")],
        "m/model.onnx.data: initialiser \"w\": the file is too short; expected 8 bytes from byte 9223372036854775807, "
          + "found 12 in all; is it the file that belongs to m/model.onnx, and whole?"
      ),
      (
        [("location", "model.onnx.data"), ("length", "4")],
        "m/model.onnx: initialiser \"w\": the length of its part of model.onnx.data does not fit its shape; "
          + "expected 8 bytes for 2 numbers of float32, found 4"
      ),
      (
        [("location", "model.onnx.data"), ("offset", "-4")],
        "m/model.onnx: initialiser \"w\": not an offset; expected a number from 0, found -4"
      ),
      (
        [("location", "model.onnx.data"), ("length", "eight")],
        "m/model.onnx: initialiser \"w\": not a length; expected a number from 0, found eight"
      ),
    ] as [Bad])
  func bad(_ example: Bad) throws {
    #expect(try refusal(example.entries) == example.text)
  }

  @Test("and in the model too are refused")
  func both() throws {
    #expect(
      try refusal([("location", "model.onnx.data")], more: [.bytes(9, [0, 0, 0, 0, 0, 0, 0, 0])]).hasSuffix("[9, 13]"))
    #expect(
      try refusal([("location", "model.onnx.data")], more: [.bytes(4, [UInt8](repeating: 0, count: 8))])
        == "m/model.onnx: initialiser \"w\": its numbers stand in the wrong place, or in several; "
        + "expected raw bytes, or field 4, found fields [4, 13]")
  }

  @Test(
    "are refused where there is no memory for the bytes, a copy of them, and what they become",
    arguments: [(ONNXElementType.int8, 10), (.float32, 8), (.float64, 20)])
  func memory(type: ONNXElementType, times: Int) throws {
    let location = Wire.message(13, [.text(1, "location"), .text(2, "numbers")]), size = 1 << 40
    let weights = Wire.tensor("w", type: Int64(type.rawValue), [Int64(size / type.size)], [location, .int(14, 1)])
    let folder = try ScratchFolder()
    let path = try folder.write(Wire.model(relu(.message(5, weights))), to: "model.onnx")
    try folder.write(Data([1]), to: "numbers")
    try #require(truncate(folder.path("numbers"), size) == 0)
    let error = #expect(throws: FileError.self) { try ONNXModel(contentsOf: path) }
    #expect(error?.problem == "not enough memory for initialiser \"w\"")
    #expect(error?.expected == String(format: "%.1f GB free", Double(size / type.size * times) / 1e9))
  }

  @Test("that many tensors share are taken a few times, and no more", arguments: [6, 7])
  func shared(tensors: Int) throws {
    let location = Wire.message(13, [.text(1, "location"), .text(2, "numbers")])
    let weights = (0..<tensors).map { Wire.message(5, Wire.tensor("\($0)", type: 1, [2], [location, .int(14, 1)])) }
    let folder = try ScratchFolder()
    try folder.write(Data(count: 12), to: "numbers")
    let path = try folder.write(Wire.model(relu() + weights), to: "model.onnx")
    if tensors == 6 {
      #expect(try ONNXModel(contentsOf: path).initialisers.count == 6)
    } else {
      let error = #expect(throws: FileError.self) { try ONNXModel(contentsOf: path) }
      #expect(error?.problem == "its tensors take the same bytes of \(folder.path)/numbers again and again")
    }
  }
}
