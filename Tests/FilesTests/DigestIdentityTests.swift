import Files
import Foundation
import Testing

@Suite("Identity digests")
struct DigestIdentityTests {
  struct Identity: Encodable {
    var seed: UInt64
    var settings: [String: Int]
    var names: [String]
    var precise: Bool?
  }

  private static func identity(_ value: Identity) throws -> String {
    try Digest.identity([
      "seed": value.seed, "settings": value.settings, "names": value.names, "precise": value.precise,
    ])
  }

  @Test("are those of the stable JSON; what is nil is left out", arguments: [nil, true, false])
  func bytes(precise: Bool?) throws {
    let value = Identity(seed: .max, settings: ["b": 1, "a": 2], names: ["x/y"], precise: precise)
    #expect(try Self.identity(value) == Digest.sha256(StableJSON.encode(value)))
  }

  @Test("differ where any part differs")
  func parts() throws {
    let values = [
      Identity(seed: 1, settings: [:], names: []), Identity(seed: 2, settings: [:], names: []),
      Identity(seed: 1, settings: ["a": 1], names: []), Identity(seed: 1, settings: [:], names: [""]),
      Identity(seed: 1, settings: [:], names: [], precise: false),
    ]
    #expect(try Set(values.map(Self.identity)).count == values.count)
  }
}
