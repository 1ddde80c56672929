import Settings
import Testing

@Suite("Settings")
struct SettingTests {
  struct Inner: Configurable {
    var count = 3
    var limit: Int?
    static let usual = Inner()
    static let settings: [Setting<Inner>] = [
      Setting("big_count", \.count, .whole(1...9), "How many."),
      Setting("limit", \.limit, .whole(1...9), "How many at most.", usual: "all"),
    ]
  }

  struct Outer: Configurable {
    var inner = Inner()
    var rate = 1.0
    var scale = 0.0
    static let usual = Outer()
    static let settings: [Setting<Outer>] =
      [
        Setting("rate", \.rate, .above(0), "How fast.", flag: "speed"),
        Setting("scale", \.scale, rule: { .from(0, to: Int($0.rate)) }, "How large.", as: "s"),
      ] + Inner.settings.map { $0.within(\.inner, table: "inner") }
  }

  @Test("a flag is the last word of the key, unless it has another name")
  func flags() {
    #expect(Outer.settings.map(\.flag) == ["speed", "scale", "big-count", "limit"])
    #expect(Outer.settings.map(\.key) == ["rate", "scale", "inner.big_count", "inner.limit"])
  }

  @Test("the default is what the property has, or words where it has nothing")
  func defaults() {
    #expect(Outer.settings.map(\.usual) == ["1", "0", "3", "all"])
    #expect(Outer.setting(of: \.rate).values == "a number above 0")
  }

  @Test("a setting of a part is found by its whole path, and sets it there")
  func nested() throws {
    var outer = Outer()
    try Outer.setting(of: \.inner.count).set(.word("7"), in: &outer)
    try Outer.setting(of: \.inner.limit).set(.word("2"), in: &outer)
    #expect(outer.inner.count == 7 && outer.inner.limit == 2)
  }

  @Test("an error has the key")
  func errors() {
    var outer = Outer()
    let error = #expect(throws: SettingError.self) {
      try Outer.setting(of: \.inner.count).set(.word("10"), in: &outer)
    }
    #expect(error?.key == "inner.big_count" && outer.inner.count == 3)
    #expect(error?.description == "expected a whole number from 1 to 9, found 10")
  }

  @Test("a rule may depend on what stands before it")
  func dependent() throws {
    var outer = Outer()
    #expect(throws: SettingError.self) { try Outer.setting(of: \.scale).set(.word("2"), in: &outer) }
    outer.rate = 2
    try Outer.setting(of: \.scale).set(.word("2"), in: &outer)
    #expect(outer.scale == 2)
  }

  @Test("the keys of each table, in order")
  func keys() {
    #expect(Outer.keys() == ["rate", "scale", "inner"] && Outer.keys(of: "inner") == ["big_count", "limit"])
  }
}
