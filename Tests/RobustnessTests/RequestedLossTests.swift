import Files
import Foundation
import Losses
import Testing

@testable import Robustness

@Suite("Requested losses")
struct RequestedLossTests {
  @Test("are written as they were read", arguments: ["own", "dlr", "margin", "cross-entropy", "taylorglo:0,0,1"])
  func names(name: String) throws {
    let loss = try RequestedLoss(parsing: name)
    #expect(loss.description == name)
    #expect(try JSONDecoder().decode(RequestedLoss.self, from: JSONEncoder().encode(loss)) == loss)
  }

  @Test(
    "what is none is told by the nearest name",
    arguments: [("onw", "did you mean own?"), ("bakial", "did you mean baikal?"), ("dlrr", "did you mean dlr?")])
  func misspelt(name: String, advice: String) {
    let error = #expect(throws: FileError.self) { try RequestedLoss(parsing: name) }
    #expect(error?.advice == advice && error?.expected?.hasPrefix("own, dlr, margin, cross-entropy, ") == true)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([RequestedLoss].self, from: Data("[\"\(name)\"]".utf8))
    }
  }
}
