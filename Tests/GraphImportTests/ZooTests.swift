import Datasets
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
  private static let environment = ProcessInfo.processInfo.environment
  private static let folder = environment["LOSSAUDIT_ZOO"]
  /// A file of CIFAR-10's binary layout, whose first images the recorded logits belong to.
  private static let images = environment["LOSSAUDIT_ZOO_IMAGES"]

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

  /// What `NAME.json` beside `NAME.onnx` records.
  private struct Record: Decodable {
    var logits: [[Float]]
    /// What the file leaves to its user; `nil` where the graph normalises.
    var normalisation: Normalisation?

    enum CodingKeys: String, CodingKey {
      case logits = "first_logits"
      case normalisation, mean, std
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      logits = try container.decode([[Float]].self, forKey: .logits)
      if let numbers = try? container.nestedContainer(keyedBy: CodingKeys.self, forKey: .normalisation) {
        normalisation = Normalisation(
          mean: try numbers.decode([Float].self, forKey: .mean),
          standardDeviation: try numbers.decode([Float].self, forKey: .std))
      }
    }
  }

  @Test("has PyTorch's logits", .enabled(if: folder != nil && images != nil), arguments: files)
  func logits(_ name: String) throws {
    let path = "\(Self.folder ?? "")/\(name)"
    let record = try JSONDecoder().decode(
      Record.self, from: Data(contentsOf: URL(filePath: path.replacing(".onnx", with: ".json"))))
    let classifier = try ImportedModel(contentsOf: path, pixels: record.normalisation).classifier()
    let shape = classifier.network.input, count = record.logits.count
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: Self.images ?? "")).prefix(count * (1 + shape.count)))
    let session = ClassifierSession(classifier, batchSize: count, engine: Engine(threads: 2, precision: .precise))
    for image in 0..<count {
      for place in 0..<shape.count {
        // A label, then planes.
        let (pixel, channel) = place.quotientAndRemainder(dividingBy: shape.channels)
        let byte = bytes[image * (1 + shape.count) + 1 + channel * shape.height * shape.width + pixel]
        session.images[image * shape.count + place] = Float(byte) / 255
      }
    }
    session.forward(count: count)
    let found = UnsafeBufferPointer(start: session.logits, count: count * classifier.network.classes)
    let expected = record.logits.flatMap { $0 }, largest = expected.map(abs).max() ?? 0
    #expect(found.count == expected.count)
    let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity

    #expect(worst <= 1e-4 * largest)
  }
}
