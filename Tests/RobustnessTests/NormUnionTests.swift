import Datasets
import Files
import Foundation
import Models
import Statistics
import TestSupport
import Testing

@testable import Robustness

@Suite("The union of norms")
struct NormUnionTests {
  /// The margin is the first value plus a tenth of each of the nine others, less 0.47.
  private static let classifier = TestClassifiers.linear(
    [[1] + [Float](repeating: 0.1, count: 9), [Float](repeating: 0, count: 10)], bias: [-0.47, 0])
  /// Of the first image all but one value can fall, by 0.9 together; of the second one alone, by 1; of the third all.
  private static let images: ImageSet = {
    let black = [UInt8](repeating: 0, count: 9), white = [UInt8](repeating: 255, count: 9)
    return ImageSet(
      shape: classifier.network.input, pixels: [0] + white + [255] + black + [255] + white, labels: [0, 0, 0])
  }()

  private static func findings(_ norm: Norm, _ epsilons: String) throws -> AuditFindings {
    try Audit(epsilons: try Epsilon.list(parsing: epsilons, norm: norm), norm: norm, losses: ["cross-entropy"])
      .examine(classifier, own: nil, on: images, in: .threads(1))
  }

  /// In L∞ 0.5 the margins 0.43, 0.53 and 1.43 can fall by 0.45, 0.5 and 0.95; in one value by 0.1, 1 and 1.
  @Test("an image is right where no attack in any norm breaks it, strength by strength")
  func union() throws {
    let union = NormUnion(try [Self.findings(.linf, "0,0.5"), Self.findings(.l0, "0,1")])
    #expect(union.audits.map { $0.worstCase.map(\.correct) } == [[3, 2], [3, 2]])
    #expect(union.points.map(\.accuracy) == [.init(correct: 3, total: 3), .init(correct: 1, total: 3)])
    #expect(union.points[1].epsilons.map(\.text) == ["0.5", "1"])
  }

  @Test("the JSON has each audit, and for each place its strengths by norm with the interval")
  func json() throws {
    let union = NormUnion(try [Self.findings(.linf, "0.02"), Self.findings(.l1, "0.3")])
    let data = try StableJSON.encode(union)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["total"] as? Int == 3 && (object["audits"] as? [Any])?.count == 2)
    let point = try #require((object["union"] as? [[String: Any]])?.first)
    #expect(point["epsilons"] as? [String: String] == ["linf": "0.02", "l1": "0.3"])
    #expect(point["correct"] as? Int == union.points[0].accuracy.correct)
    #expect((point["interval"] as? [Double])?.count == 2 && point["accuracy"] is Double)
  }
}
