import Foundation
import TestSupport
import Testing

@testable import ONNX

@Suite("Bad ONNX models")
struct ONNXDamageTests {
  private static let subgraph: [Wire] = relu()

  private static let cases: [DamagedFile] = [
    DamagedFile(
      "an input of a node that nobody makes",
      Wire.model(relu(.node("Add", ["y", "gone"], ["z"], name: "sum"))),
      "node \"sum\" (Add): reads a value that nobody makes; found \"gone\"; "
        + "is the file whole, and are its initialisers in it?"),
    DamagedFile(
      "an output that nobody makes", Wire.model(relu(.output("z"))), "output \"z\": is made by no node"),
    DamagedFile("no output", Wire.model([.node("Relu", ["x"], ["y"]), .input("x")]), "the graph has no output"),
    DamagedFile(
      "a value made twice", Wire.model(relu(.node("Neg", ["x"], ["y"]))),
      "node 1 (Neg): makes a value that is there already; expected a name of its own, "
        + "found \"y\", made by node \"first\" (Relu)"),
    DamagedFile(
      "a value that is an input already", Wire.model(relu(.node("Neg", ["y"], ["x"]))),
      "node 1 (Neg): makes a value that is there already; expected a name of its own, "
        + "found \"x\", an input or initialiser"),
    DamagedFile(
      "an initialiser twice",
      Wire.model(
        relu(.message(5, Wire.tensor("w", type: 1, [0], [])), .message(5, Wire.tensor("w", type: 1, [0], [])))),
      "initialiser \"w\": stands twice in the file"),
    DamagedFile("an input twice", Wire.model(relu(.input("x"))), "input \"x\": stands twice in the file"),
    DamagedFile(
      "a ring",
      Wire.model(
        relu(
          .node("Add", ["x", "c"], ["a"], name: "one"), .node("Neg", ["a"], ["b"], name: "two"),
          .node("Abs", ["b"], ["c"], name: "three"), .node("Exp", ["c"], ["d"], name: "behind"))),
      "nodes wait for each other in a ring; expected a graph without rings, "
        + "found node \"two\" (Neg), node \"three\" (Abs), node \"one\" (Add)"),
    DamagedFile(
      "a node that reads what it makes", Wire.model(relu(.node("Neg", ["a"], ["a"], name: "own"))),
      "nodes wait for each other in a ring; expected a graph without rings, found node \"own\" (Neg)"),
    DamagedFile(
      "foreign and nested operators, all at once",
      Wire.model(
        relu(
          .node("Gelu", ["x"], ["a"], name: "g1", domain: "com.microsoft"),
          .node("Gelu", ["a"], ["b"], domain: "com.microsoft"),
          .node(
            "If", ["x"], ["c"], name: "choice",
            attributes: [
              Wire.attribute("then_branch", type: 5, .message(6, subgraph))
            ]),
          .node(
            "Loop", ["x"], ["d"], name: "loop", attributes: [Wire.attribute("body", type: 5, .message(6, subgraph))]),
          .node(
            "Scan", ["x"], ["e"], name: "scan", attributes: [Wire.attribute("body", type: 5, .message(6, subgraph))]))),
      "operators that cannot be read; expected known operators of ONNX itself, without graphs inside, "
        + "found com.microsoft.Gelu, 2 times (\"g1\", 2); If with a graph as \"then_branch\", 1 time (\"choice\"); "
        + "Loop with a graph as \"body\", 1 time (\"loop\"); Scan with a graph as \"body\", 1 time (\"scan\"); "
        + "export the model anew, in evaluation mode, and without an optimiser that merges operators"),
    DamagedFile(
      "an attribute twice",
      Wire.model(
        relu(
          .node("Elu", ["x"], ["z"], attributes: [Wire.attribute("alpha", type: 1), Wire.attribute("alpha", type: 1)]))),
      "node 1 (Elu): attribute \"alpha\" stands twice"),
    DamagedFile(
      "an attribute of no type",
      Wire.model(relu(.node("Elu", ["x"], ["z"], attributes: [Wire.attribute("alpha", type: 0)]))),
      "attribute \"alpha\" of node 1 (Elu): not a type of attribute; expected 1 to 14, found 0"),
    DamagedFile(
      "an attribute without its tensor",
      Wire.model(relu(.node("Constant", [], ["z"], name: "c", attributes: [Wire.attribute("value", type: 4)]))),
      "attribute \"value\" of node \"c\" (Constant): has no tensor"),
    DamagedFile(
      "a tensor of texts in an attribute",
      Wire.model(
        relu(
          .node(
            "Constant", [], ["z"], name: "c",
            attributes: [
              Wire.attribute("value", type: 4, .message(5, Wire.tensor("", type: 8, [0], [])))
            ]))),
      "attribute \"value\" of node \"c\" (Constant): unsupported number type; expected float32, uint8, int8, uint16, "
        + "int16, int32, int64, bool, float16, float64, uint32, bfloat16, found string"),
    DamagedFile("a node without an operator", Wire.model(relu(.node("", ["x"], ["z"]))), "node 1 (): has no operator"),
    DamagedFile(
      "a sequence for an input", Wire.model(relu(.message(11, [.text(1, "s"), .message(2, [.message(4, [])])]))),
      "input \"s\": is not a tensor; expected a tensor, found a sequence"),
    DamagedFile(
      "a negative dimension of an input", Wire.model(relu(.input("z", [.int(1, -1)]))),
      "input \"z\": not a shape; expected sizes from 0 whose product is a tensor's, found [-1]"),
    DamagedFile(
      "an input too large to address",
      Wire.model(relu(.input("z", [.int(1, 1 << 32), .text(2, "n"), .int(1, 1 << 32)]))),
      "input \"z\": not a shape; expected sizes from 0 whose product is a tensor's, found [4294967296, 1, 4294967296]"),
    DamagedFile(
      "an input of texts", Wire.model(relu(.input("z", type: 8))),
      "input \"z\": unsupported number type; expected float32, uint8, int8, uint16, int16, int32, int64, bool, float16, "
        + "float64, uint32, bfloat16, found string"),
    DamagedFile("a second graph", Wire.model(relu(), more: [.message(7, relu())]), "byte 63: a second graph"),
    DamagedFile(
      "no opset", Data(Wire.encode([.int(1, 8), .message(7, relu())])),
      "does not say from which opset its operators are; is the file whole?"),
    DamagedFile("sparse initialisers", Wire.model(relu(.message(15, []))), "byte 59: sparse initialisers are not read"),
  ]

  @Test("is told in words", arguments: cases)
  func damage(_ file: DamagedFile) throws {
    #expect(try refusal(file.data) == file.text)
  }

  @Test("a name of many thousand letters does not fill the screen")
  func longName() throws {
    let name = String(repeating: "n", count: 100_000)
    #expect(try refusal(Wire.model(relu(.node("Neg", [name], ["z"], name: name)))).count < 500)
  }

  @Test("other kinds of files are told by their name", arguments: formats)
  func foreign(_ file: DamagedFile) throws {
    let text = try refusal(file.data)
    #expect(text.hasPrefix("\(file.text), not an ONNX model; "), "\(text)")
  }

  private static let formats: [DamagedFile] = [
    DamagedFile("PyTorch", zip("archive/data.pkl"), "a PyTorch file"),
    DamagedFile("npz", zip("x.npy"), "a NumPy archive (npz)"),
    DamagedFile("HDF5", Data([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]), "an HDF5 file"),
    DamagedFile("safetensors", Data([2, 0, 0, 0, 0, 0, 0, 0] + "{}".utf8), "a safetensors file"),
    DamagedFile("a compressed file", Data([0x28, 0xB5, 0x2F, 0xFD, 0]), "a zstd file"),
    DamagedFile("pickle", Data([0x80, 0x02, 0x7D]), "a Python pickle"),
    DamagedFile("SavedModel", Data([0x08, 0x01, 0x12, 0x02, 0x0A, 0x00]), "a TensorFlow SavedModel"),
    DamagedFile("LFS", Data("version https://git-lfs.github.com/spec/v1\noid".utf8), "a Git LFS pointer"),
    DamagedFile("a page", Data("<!DOCTYPE html>\n<html>".utf8), "a text"),
    DamagedFile("YAML", Data("name: quickstart\n".utf8), "a text"),
  ]

  private static func zip(_ name: String) -> Data {
    Data([0x50, 0x4B, 0x03, 0x04] + [UInt8](repeating: 0, count: 22) + [UInt8(name.utf8.count), 0, 0, 0] + name.utf8)
  }

  @Test("nothing, an empty file and a folder are told")
  func missing() throws {
    #expect(try refusal(Data()) == "the file is empty; expected an ONNX model")
    try withTemporaryFolder { folder in
      let none = #expect(throws: (any Error).self) { try ONNXModel(contentsOf: "\(folder)/none.onnx") }
      #expect(none.map { "\($0)" } == "\(folder)/none.onnx: no such file")
      let whole = #expect(throws: (any Error).self) { try ONNXModel(contentsOf: folder) }
      #expect(whole.map { "\($0)" } == "\(folder): is a folder; expected a file")
      try Data().write(to: URL(fileURLWithPath: "\(folder)/saved_model.pb"))
      let saved = #expect(throws: (any Error).self) { try ONNXModel(contentsOf: folder) }
      #expect(
        saved.map { "\($0)" }
          == "\(folder): a TensorFlow SavedModel, not an ONNX model; turn it into ONNX with tf2onnx, from PyPI")
    }
  }
}
