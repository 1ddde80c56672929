import Files
import Foundation
import Testing

@Suite("Identity of work")
struct IdentityTests {
  struct Settings: Encodable {
    var epochs = 3
    var rates = [0.1, 2]
    var drops: [Int] = []
    var name: String?
  }

  @Test("takes every part apart into its values, and has the program's version; what is nil is left out")
  func values() throws {
    let identity = try Identity([
      "seed": UInt64.max, "settings": Settings(), "precise": true, "loss": "mse", "none": nil as Int?,
    ])
    #expect(
      identity.values == [
        "version": Version.current, "seed": "18446744073709551615", "settings.epochs": "3", "settings.rates.0": "0.1",
        "settings.rates.1": "2", "settings.drops": "none", "precise": "true", "loss": "mse",
      ])
    #expect(try JSONDecoder().decode(Identity.self, from: StableJSON.encode(identity)) == identity)
  }

  @Test("has another digest where any part differs")
  func digests() throws {
    let identities = [
      try Identity(["seed": 1]), try Identity(["seed": 2]), try Identity(["seed": 1, "precise": false]),
      try Identity(["seed": 1, "names": [String]()]), try Identity(["seed": 1, "names": [""]]),
    ]
    #expect(Set(identities.map(\.digest)).count == identities.count)
    #expect(try identities[0].digest == Identity(["seed": 1]).digest)
  }

  @Test("another value is named: what is expected now, and what was found")
  func difference() throws {
    let own = try Identity(["settings": Settings(), "seed": 1])
    var settings = Settings()
    settings.rates[1] = 0.5
    for (found, words) in [
      (try Identity(["settings": settings, "seed": 1]), "settings.rates.1: is another's; expected 2, found 0.5"),
      (try Identity(["settings": Settings()]), "seed: is another's; expected 1, found nothing"),
    ] {
      let error = #expect(throws: FileError.self) {
        try own.require(found, in: "state.json", else: "is another's", advice: "remove it")
      }
      #expect(error?.description == "state.json: \(words); remove it")
    }
    try own.require(own, in: "state.json", else: "is another's", advice: "remove it")
  }

  @Test("another version is another's, and a digest alone says nothing", arguments: ["0.1.0", nil])
  func versions(version: String?) throws {
    let own = try Identity(["seed": 1])
    let text = version.map { #"{"seed": "1", "version": "\#($0)"}"# } ?? String(repeating: "a", count: 64)
    let error = #expect(throws: FileError.self) {
      try own.require(text, in: "audit.id", else: "is another's", advice: "remove it")
    }
    #expect(
      version != nil
        ? error?.place == "version" && error?.expected == Version.current && error?.found == "0.1.0"
        : error?.problem.hasPrefix("does not say what it was made from") == true)
  }
}
