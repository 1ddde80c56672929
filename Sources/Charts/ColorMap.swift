/// The colour map viridis: from dark to light in steps that look equal, whatever the viewer's colour vision.
///
/// It consists of nine evenly spaced colours of viridis (van der Walt and Smith 2015, CC0), joined linearly in sRGB.
/// Its lightness rises throughout, so that it also prints in grey.
enum ColorMap {
  private static let anchors: [Color] = [
    0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c, 0x28ae80, 0x5ec962, 0xaddc30, 0xfde725,
  ].map(Color.init(hex:))

  /// The colour at a finite fraction of the scale. Below 0 and above 1 it is the colour of the end.
  static func color(_ fraction: Double) -> Color {
    let place = min(max(fraction, 0), 1) * Double(anchors.count - 1)
    let i = min(Int(place), anchors.count - 2), t = place - Double(i)
    let a = anchors[i], b = anchors[i + 1]
    return Color(
      a.red + t * (b.red - a.red), a.green + t * (b.green - a.green), a.blue + t * (b.blue - a.blue))
  }

  /// The colours of the bands between ascending edges on the scale: those of their middles.
  static func bands(_ edges: [Double]) -> [Color] { zip(edges, edges.dropFirst()).map { color(($0 + $1) / 2) } }

  /// The colour of text on the colour at a fraction: white on dark, ink on light.
  static func contrast(_ fraction: Double) -> Color {
    color(fraction).lightness < 58 ? Color.white.fixed : Color.ink.fixed
  }
}
