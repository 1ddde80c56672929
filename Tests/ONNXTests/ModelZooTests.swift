import Foundation
import Testing

@testable import ONNX

/// Models that others made, in a folder that `LOSSAUDIT_ZOO` names.
@Suite("A zoo of ONNX models")
struct ModelZooTests {
  private static let folder = ProcessInfo.processInfo.environment["LOSSAUDIT_ZOO"]

  private static let files = (folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0) } ?? [])
    .filter { $0.hasSuffix(".onnx") }.sorted()

  @Test("are read, with inputs, weights and outputs", .enabled(if: folder != nil), arguments: files)
  func read(_ name: String) throws {
    let model = try ONNXModel(contentsOf: "\(Self.folder ?? "")/\(name)")
    #expect(model.inputs.count == 1 && model.outputs.count == 1 && !model.initialisers.isEmpty && !model.nodes.isEmpty)
  }
}
