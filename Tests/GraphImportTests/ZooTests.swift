import Foundation
import GraphImport
import Models
import ONNX
import Tensors
import TestSupport
import Testing

/// Models that others made, in a folder that `LOSSAUDIT_ZOO` names.
@Suite("A zoo of networks")
struct ZooTests {
  private static let folder = ProcessInfo.processInfo.environment["LOSSAUDIT_ZOO"]

  private static let files = (folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0) } ?? [])
    .filter { $0.hasSuffix(".onnx") }.sorted()

  @Test("is computed", .enabled(if: folder != nil), arguments: files)
  func compute(_ name: String) throws {
    let path = "\(Self.folder ?? "")/\(name)"
    let classifier = try ImportedModel(ONNXModel(contentsOf: path), name: path).classifier()
    let session = ClassifierSession(classifier, batchSize: 2, purpose: .inputGradient, engine: Engine(threads: 2))
    let count = 2 * classifier.network.input.count
    for (i, pixel) in SampleNumbers.floats(count, seed: 1).enumerated() { session.images[i] = min(max(pixel, 0), 1) }
    session.forward(count: 2)
    for i in 0..<2 * classifier.network.classes { session.logitGradients![i] = i % 3 == 0 ? 1 : -0.5 }
    session.backward(count: 2)
    let gradients = UnsafeBufferPointer(start: session.imageGradients!, count: count)
    #expect(gradients.allSatisfy(\.isFinite) && gradients.contains { $0 != 0 })
  }
}
