import Foundation
import Testing

@testable import Datasets

@Suite("Gzip")
struct GzipTests {
  @Test("data comes back as it was", arguments: [0, 1, 1 << 16, 200_001])
  func roundTrip(count: Int) throws {
    let data = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) })
    let compressed = try Gzip.deflate(data)
    #expect(Gzip.isCompressed(compressed) && !Gzip.isCompressed(data))
    #expect(try Gzip.inflate(compressed, path: "a.gz") { _ in nil } == data)
  }

  @Test("no name and no time are stored: the bytes depend on the data alone")
  func header() throws {
    let header = try Gzip.deflate(Data([1, 2, 3])).prefix(8)
    // Magic number, deflate, no flags, time zero.
    #expect([UInt8](header) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
  }
}
