import Testing

@testable import Charts

@Suite("Characters that the font cannot draw")
struct GlyphsTests {
  @Test(
    "are known",
    arguments: [("naïve Ωμέγα ε → ½ −2×10⁻⁵", true), ("собака", true), ("犬", false), ("cat 🐈", false), ("", true)])
  func known(text: String, isDrawn: Bool) { #expect(Glyphs.canDraw(text) == isDrawn) }

  private static func list(_ text: String) -> DisplayList {
    DisplayList(
      size: Size(400, 100), elements: [.text(TextRun(text, at: Point(20, 20), .tick))])
  }

  @Test("are named below the chart, which leaves all others as they are")
  func named() throws {
    #expect(Self.list("собака").namingMissingGlyphs == Self.list("собака"))
    let one = Self.list("犬").namingMissingGlyphs, more = Self.list("犬 and 猫 and 鳥").namingMissingGlyphs
    #expect(one.texts.last?.text == "�: a character that the font cannot draw (U+72AC)")
    #expect(
      more.texts.dropFirst().map(\.text).joined(separator: " ")
        == "�: a character that the font cannot draw (U+72AC and 2 others)")
    #expect(one.size.height > 100 && one.textsOutside.isEmpty && one.overlappingTexts.isEmpty)
  }

  @Test("take the room of what stands in their place")
  func room() {
    let ruler = TextRuler()
    #expect(ruler.width("犬", .tick) == ruler.width("�", .tick))
  }
}
