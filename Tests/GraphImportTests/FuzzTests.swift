import Files
import Foundation
import GraphImport
import Models
import TestSupport
import Testing

/// A damaged model is refused in words, or computed as it then stands; see `Fuzz`.
@Suite("Mutated graphs")
struct FuzzTests {
  @Test("become networks or errors, whatever stands in them")
  func graph() throws {
    let corpus = try OperationCase.all().filter { $0.model.count < 20_000 }.map { Data($0.model) }
    try Fuzz.run(corpus, name: "x.onnx") { path, mutation in
      do {
        let model = try ImportedModel(contentsOf: path)
        var graph = model.graph
        let shape = graph.shape(of: graph.output)
        guard shape.count(where: \.hasBatch) == 1, shape.countPerImage < 1 << 20 else { return }
        _ = try graph.append(.reshape([.batch, AxisSize(shape.countPerImage)]), to: [graph.output])
        guard shape.countPerImage > 1 else { return }
        let network = try graph.network()
        _ = try Weights(layout: network.layout, tensors: model.tensors, path: path)
      } catch {
        #expect(error is FileError, "\(mutation): \(error)")
      }
    }
  }
}
