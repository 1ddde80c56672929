/// Colours from dark to light with even steps of perceived difference, for any colour vision: viridis.
///
/// Nine evenly spaced colours of viridis (van der Walt and Smith 2015, CC0), joined linearly in sRGB; its lightness
/// rises throughout, so that it also prints in grey.
enum ColorMap {
  private static let anchors: [Color] = [
    0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c, 0x28ae80, 0x5ec962, 0xaddc30, 0xfde725,
  ].map(Color.init(hex:))

  /// The colour at a fraction of the scale; beyond its ends that of the end. `fraction` is finite.
  static func color(_ fraction: Double) -> Color {
    let place = min(max(fraction, 0), 1) * Double(anchors.count - 1)
    let i = min(Int(place), anchors.count - 2), t = place - Double(i)
    let a = anchors[i], b = anchors[i + 1]
    return Color(
      a.red + t * (b.red - a.red), a.green + t * (b.green - a.green), a.blue + t * (b.blue - a.blue))
  }

  /// What shows on the colour at a fraction: white on dark, ink on light.
  static func contrast(_ fraction: Double) -> Color { color(fraction).lightness < 58 ? .white : .ink }
}
