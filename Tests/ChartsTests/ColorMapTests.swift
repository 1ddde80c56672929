import Testing

@testable import Charts

@Suite("Colour map")
struct ColorMapTests {
  @Test("Lightness rises all along the colour map, from nearly black to nearly white")
  func monotone() {
    let lightness = (0...1000).map { ColorMap.color(Double($0) / 1000).lightness }
    #expect(zip(lightness, lightness.dropFirst()).allSatisfy(<))
    #expect(lightness[0] < 20 && lightness[1000] > 88)
  }

  @Test("Lightness rises evenly: no tenth of the map takes more than a sixth of it")
  func even() {
    let tenths = (0...10).map { ColorMap.color(Double($0) / 10).lightness }
    let total = tenths[10] - tenths[0]
    #expect(zip(tenths, tenths.dropFirst()).allSatisfy { $1 - $0 < total / 6 && $1 - $0 > total / 20 })
  }

  @Test("Lightness is that of CIE L*: white 100, black 0, middle grey 0x777777 at 50")
  func lightness() {
    #expect(abs(Color.white.lightness - 100) < 1e-3)
    #expect(abs(Color(hex: 0).lightness) < 1e-9)
    #expect(abs(Color(hex: 0x777777).lightness - 50) < 0.1)
  }

  @Test("Beyond its ends the map keeps the colours of the ends")
  func clamped() {
    #expect(ColorMap.color(-3) == ColorMap.color(0))
    #expect(ColorMap.color(7) == ColorMap.color(1))
  }

  @Test("Series look different up to the thirty-second")
  func palette() {
    let looks = (0..<32).map { Palette($0) }.map { "\($0.color) \($0.dash)" }
    #expect(Set(looks).count == 32)
  }
}
