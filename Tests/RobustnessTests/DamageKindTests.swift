import Files
import Testing

@testable import Robustness

@Suite("Kinds of damage")
struct DamageKindTests {
  @Test("are listed by name, in the order asked for; all are every corruption and every damage to weights")
  func list() throws {
    #expect(
      try DamageKind.list(parsing: "weight-dropout,contrast") == [.weights(.dropout), .images(.contrast)])
    #expect(try DamageKind.list(parsing: "all") == DamageKind.all)
    #expect(DamageKind.all.count == CorruptionName.allCases.count + WeightDamageName.allCases.count)
    #expect(Set(DamageKind.all.map(\.name)).count == DamageKind.all.count)
  }

  @Test(
    "another name is an error that knows the nearest",
    arguments: [
      ("contrast,bluring", "bluring", nil), ("gausian-blur", "gausian-blur", "gaussian-blur"), ("", "nothing", nil),
    ]
      as [(String, String, String?)])
  func unknown(text: String, found: String, nearest: String?) {
    let error = #expect(throws: FileError.self) { try DamageKind.list(parsing: text, at: "--kinds") }
    #expect(error?.path == "--kinds" && error?.found == found)
    #expect(error?.advice == nearest.map { "did you mean \($0)?" })
    #expect(error?.expected?.hasPrefix("all, gaussian-noise, shot-noise, ") == true)
  }
}
