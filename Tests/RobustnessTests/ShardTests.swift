import Files
import Testing

@testable import Robustness

@Suite("Shards")
struct ShardTests {
  @Test("part all images, each in one of them, and are joined to the order of before", arguments: [1, 3, 64])
  func parts(count: Int) {
    let all = Array(0..<50), parts = (1...count).map { Shard($0, of: count).places(of: 50).map { all[$0] } }
    #expect(Shard.joined(parts) == all && parts.flatMap(\.self).sorted() == all)
    #expect(parts[0].prefix(2) == (count < 50 ? [0, count] : [0]))
  }

  @Test("are written i/n, counted from 1")
  func text() throws {
    let shard = try Shard(parsing: "2/3")
    #expect(shard == Shard(2, of: 3) && shard.text == "2/3")
    for text in ["0/3", "4/3", "1/0", "1", "1/2/3", "a/b", "-1/3", "1/100001", ""] {
      let error = #expect(throws: FileError.self) { try Shard(parsing: text) }
      #expect(error?.found == text)
    }
  }
}
