import Settings
import Testing

@testable import Robustness

@Suite("Settings of attacks")
struct AttackSettingsTests {
  static func set(_ property: PartialKeyPath<AttackSettings>, _ text: SettingText) throws -> AttackSettings {
    var settings = AttackSettings()
    try AttackSettings.setting(of: property).set(text, in: &settings)
    return settings
  }

  @Test("strengths are separated by commas, and none may be missing")
  func strengths() throws {
    #expect(try Self.set(\.epsilons, .word("8/255,0, 0.5")).epsilons.map(\.text) == ["8/255", "0", "0.5"])
    for text in ["0,,1", "", "0,"] {
      let error = #expect(throws: SettingError.self) { try Self.set(\.epsilons, .word(text)) }
      #expect(error?.found == "nothing")
    }
  }

  @Test("another norm brings strengths of its own, and takes others")
  func norms() throws {
    var settings = try Self.set(\.norm, .word("l2"))
    #expect(settings.epsilons == Norm.l2.usualEpsilons)
    try AttackSettings.setting(of: \.epsilons).set(.list(["0", "1.5"]), in: &settings)
    #expect(settings.epsilons.map(\.value) == [0, 1.5])
    #expect(throws: SettingError.self) { try Self.set(\.epsilons, .word("1.5")) }
  }

  @Test("an attack loss has commas of its own")
  func losses() throws {
    let settings = try Self.set(\.losses, .list(["own", "taylorglo:0,0,1"]))
    #expect(settings.losses.map(\.description) == ["own", "taylorglo:0,0,1"])
  }

  @Test("the usual seed has the random numbers of studies; every other one has its own")
  func seeds() {
    #expect(Audit.stream(of: Seed.usual) == Audit(epsilons: [], losses: []).seed)
    #expect(Audit.stream(of: 0) == 0 && Audit.stream(of: 2) == 2 && Audit.stream(of: .max) == .max)
  }
}
