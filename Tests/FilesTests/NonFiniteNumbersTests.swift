import Files
import Foundation
import Testing

@Suite("Numbers that are not finite")
struct NonFiniteNumbersTests {
  struct Pair: Codable {
    var first, second: Double

    enum CodingKeys: String, CodingKey {
      case first
      case second = "the_second"
      case nonFinite = "non_finite"
    }

    init(_ first: Double, _ second: Double) { (self.first, self.second) = (first, second) }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      first = try container.decode(.first, nonFinite: .nonFinite)
      second = try container.decode(.second, nonFinite: .nonFinite)
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode([.first: first, .second: second], nonFinite: .nonFinite)
    }
  }

  @Test(
    "stand in words beside their nulls, and read back",
    arguments: [
      (Pair(1, 2), #"{"first":1,"the_second":2}"#),
      (Pair(1, .infinity), #"{"first":1,"non_finite":{"the_second":"inf"},"the_second":null}"#),
      (
        Pair(-.infinity, .nan),
        #"{"first":null,"non_finite":{"first":"-inf","the_second":"nan"},"the_second":null}"#
      ),
    ])
  func roundTrip(pair: Pair, json: String) throws {
    #expect(String(decoding: try StableJSON.encode(pair, pretty: false), as: UTF8.self) == json + "\n")
    let back = try JSONDecoder().decode(Pair.self, from: Data(json.utf8))
    #expect("\(back)" == "\(pair)")
  }

  @Test("a null without a word is not a number")
  func withoutWord() throws {
    let pair = try JSONDecoder().decode(Pair.self, from: Data(#"{"first":null}"#.utf8))
    #expect(pair.first.isNaN && pair.second.isNaN)
  }
}
