import Foundation
import Testing

@testable import LossLandscapes

@Suite("Slice image data")
struct SliceImageDataTests {
  private static func numbers(_ name: String, in text: String) throws -> [Double] {
    let start = try #require(text.range(of: "Name=\"\(name)\" format=\"binary\">")).upperBound
    let end = try #require(text[start...].firstIndex(of: "<"))
    let data = try #require(Data(base64Encoded: String(text[start..<end])))
    let words = data.withUnsafeBytes { bytes in
      stride(from: 0, to: data.count, by: 8).map { bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self) }
    }
    #expect(words[0] == UInt64(8 * (words.count - 1)))
    return words.dropFirst().map { Double(bitPattern: UInt64(littleEndian: $0)) }
  }

  @Test("α runs fastest, from the first place in equal steps; numbers that are not finite are kept")
  func plane() throws {
    var report = try SliceReportTests.report(dimensions: 2)
    report.points[0].crossEntropy = .infinity
    let text = try SliceImageData.vti(report)
    #expect(text.contains(#"WholeExtent="0 3 0 3 0 0" Origin="-1.0 -1.0 0.0" Spacing="0.5 0.5 1.0""#))
    #expect(try Self.numbers("cross_entropy", in: text) == report.matrix(.crossEntropy, of: report.points))
    #expect(try Self.numbers("cross_entropy", in: text)[0] == .infinity)
  }

  @Test("several draws stand beside their median")
  func draws() throws {
    var report = try SliceReportTests.report(dimensions: 1)
    report.draws = [0.0, 1, 5].map { shift in
      let points = report.points.map { point in
        var point = point
        point.crossEntropy += shift
        return point
      }
      return .init(draw: 0, points: points, flatness: report.flatness, cosine: nil)
    }
    let text = try SliceImageData.vti(report)
    #expect(text.contains(#"WholeExtent="0 3 0 0 0 0""#))
    #expect(try Self.numbers("cross_entropy", in: text) == report.points.map { $0.crossEntropy + 1 })
    #expect(try Self.numbers("cross_entropy_draw_2", in: text) == report.points.map { $0.crossEntropy + 5 })
  }
}
