import Foundation
import TestSupport
import Testing

@testable import ONNX

@Suite("Functions of a model file")
struct FunctionCallsTests {
  private func function(
    _ name: String, _ inputs: [String], _ outputs: [String], _ nodes: [Wire], opset: Int64 = 17, more: [Wire] = []
  ) -> Wire {
    .message(
      25,
      [.text(1, name), .text(10, "own")] + inputs.map { .text(4, $0) } + outputs.map { .text(5, $0) } + nodes
        + [.message(9, [.int(2, opset)])] + more)
  }

  private func inner(_ operation: String, _ inputs: [String], _ outputs: [String], _ attributes: [Wire]...) -> Wire {
    .node(operation, inputs, outputs, attributes: attributes, field: 7)
  }

  private func call(_ name: String, _ inputs: [String], _ outputs: [String], _ attributes: [Wire]...) -> Wire {
    .node(name, inputs, outputs, name: "\(name)_\(outputs[0])", domain: "own", attributes: attributes)
  }

  @Test("are written out where they are called, each with names of its own")
  func twice() throws {
    let square = function("Swish", ["a"], ["b"], [inner("Sigmoid", ["a"], ["s"]), inner("Mul", ["a", "s"], ["b"])])
    let model = try read(
      Wire.model(
        [call("Swish", ["x"], ["h"]), call("Swish", ["h"], ["y"]), .input("x"), .output("y")], more: [square]))
    #expect(model.nodes.map(\.operation) == ["Sigmoid", "Mul", "Sigmoid", "Mul"])
    #expect(model.nodes[1].inputs == ["x", model.nodes[0].outputs[0]] && model.nodes[1].outputs == ["h"])
    #expect(model.nodes[3].inputs == ["h", model.nodes[2].outputs[0]] && model.nodes[3].outputs == ["y"])
    #expect(model.nodes[0].name == "Swish_h#1/Sigmoid")
  }

  @Test("take attributes from the call, or else their defaults, and inputs may be left out")
  func attributes() throws {
    let leaky = function(
      "Leaky", ["a", "unused"], ["b"],
      [
        inner(
          "LeakyRelu", ["a", "unused"], ["b"], [.text(1, "alpha"), .text(21, "slope"), .int(20, 1)],
          [.text(1, "beta"), .text(21, "none"), .int(20, 1)])
      ],
      more: [.message(11, Wire.attribute("slope", type: 1, .float(2, 0.5)))])
    let model = try read(
      Wire.model(
        [
          call("Leaky", ["x"], ["h"], Wire.attribute("slope", type: 1, .float(2, 0.25))), call("Leaky", ["h"], ["y"]),
          .input("x"), .output("y"),
        ], more: [leaky]))
    #expect(model.nodes[0].attributes == ["alpha": .float(0.25)] && model.nodes[1].attributes == ["alpha": .float(0.5)])
    #expect(model.nodes[0].inputs == ["x", ""])
  }

  @Test("may call each other, and hand an input on")
  func nested() throws {
    let keep = function("Keep", ["a"], ["a"], []),
      outer = function(
        "Outer", ["a"], ["b"],
        [
          .node("Keep", ["a"], ["k"], domain: "own", field: 7), inner("Relu", ["k"], ["b"]),
        ])
    let model = try read(
      Wire.model([call("Outer", ["x"], ["y"]), .input("x"), .output("y")], more: [keep, outer]))
    #expect(model.nodes.map(\.operation) == ["Identity", "Relu"])
    #expect(model.nodes[1].inputs == model.nodes[0].outputs && model.nodes[0].inputs == ["x"])
  }

  @Test("that call themselves, and those that grow without bound, are refused")
  func endless() throws {
    let own = function("Own", ["a"], ["b"], [.node("Own", ["a"], ["b"], domain: "own", field: 7)])
    let graph = [call("Own", ["x"], ["y"]), .input("x"), .output("y")]
    #expect(
      try refusal(Wire.model(graph, more: [own])).hasSuffix(
        "functions call each other without end; expected at most 32 deep"))
    let levels = (0..<20).map { level in
      function(
        level == 0 ? "Own" : "F\(level)", ["a"], ["b"],
        ["h", "b"].map { .node("F\(level + 1)", ["a"], [$0], domain: "own", field: 7) })
    }
    #expect(try refusal(Wire.model(graph, more: levels)) == "too many nodes; expected at most 131072, found more")
  }

  @Test("leave the numbers of the nodes behind them as they are in the file")
  func numbers() throws {
    let twice = function("Twice", ["a"], ["b"], [inner("Relu", ["a"], ["s"]), inner("Neg", ["s"], ["b"])])
    func refused(_ node: Wire) throws -> String {
      try refusal(Wire.model([call("Twice", ["x"], ["y"]), node, .input("x"), .output("y")], more: [twice]))
    }
    #expect(
      try refused(.node("Gelu", ["y"], ["z"], domain: "com.microsoft")).contains("com.microsoft.Gelu, 1 time (1);"))
    #expect(try refused(.node("Abs", ["gone"], ["z"])).hasPrefix("node 1 (Abs): reads a value that nobody makes"))
    #expect(try refused(.node("Abs", ["z"], ["y"])).hasPrefix("node 1 (Abs): makes a value that is there already"))
  }

  @Test("of another opset, called with too much, or twice in the file, are refused")
  func unfit() throws {
    let graph = [call("Own", ["x", "x"], ["y"]), .input("x"), .output("y")]
    func own(_ inputs: [String], _ opset: Int64) -> Wire {
      function("Own", inputs, ["b"], [inner("Relu", ["a"], ["b"])], opset: opset)
    }
    #expect(
      try refusal(Wire.model(graph, more: [own(["a", "c"], 13)]))
        == "function own.Own, called by node \"Own_y\" (Own): the function is written in another version of the operators; "
        + "expected opset 17, found opset 13")
    #expect(
      try refusal(Wire.model(graph, more: [own(["a"], 17)]))
        == "function own.Own, called by node \"Own_y\" (Own): the call has too many inputs or outputs; "
        + "expected 1 and 1, found 2 and 1")
    let nameless: [Wire] = [
      call("Own", ["x"], ["h"]), .node("Neg", ["h"], ["i"]), .node("Own", ["i", "i"], ["y"], domain: "own"),
      .input("x"),
      .output("y"),
    ]
    #expect(
      try refusal(Wire.model(nameless, more: [own(["a"], 17)])).hasPrefix("function own.Own, called by node 2 (Own): "))
    #expect(
      try refusal(Wire.model(graph, more: [own(["a"], 17), own(["a"], 17)]))
        == "function own.Own: stands twice in the file")
  }
}
