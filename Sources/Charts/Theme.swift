extension DisplayList {
  /// The drawing on the ground of `theme`. Cells and regions keep their colours, since a colour bar says what these mean, and so do
  /// colours that are fixed.
  func themed(_ theme: ChartDesign.Theme) -> DisplayList {
    switch theme {
    case .light: self
    case .dark: DisplayList(size: size, elements: elements.map(\.onDark))
    }
  }

  /// The drawing with a line of words below it.
  func noting(_ words: String) -> DisplayList {
    let ruler = TextRuler(), font = Font.footnote
    let lines = TextBlock(ruler.lines(words, font, width: size.width - 2 * Sheet.margin).map { ($0, font, .softInk) })
    var list = DisplayList(size: Size(size.width, size.height + lines.height), elements: elements)
    // The sheet's own ground ends above it.
    list.elements.insert(
      .rectangle(Rect(0, size.height, width: size.width, height: lines.height), fill: .white), at: 0)
    list += lines.elements(top: size.height - Sheet.margin / 2)
    return list
  }
}

extension DisplayList.Element {
  fileprivate var onDark: DisplayList.Element {
    switch self {
    case .line(let points, let stroke): return .line(points, stroke.onDark)
    case .polygon(let points, let fill): return .polygon(points, fill: fill.onDark)
    case .rectangle(let rect, let fill, let stroke): return .rectangle(rect, fill: fill?.onDark, stroke: stroke?.onDark)
    case .disc(let center, let radius, let fill, let stroke):
      return .disc(center: center, radius: radius, fill: fill?.onDark, stroke: stroke?.onDark)
    case .cells, .region: return self
    case .text(var run):
      run.color = run.color.onDark
      return .text(run)
    case .clipped(let rect, let elements): return .clipped(to: rect, elements.map(\.onDark))
    }
  }
}

extension Stroke {
  fileprivate var onDark: Stroke { Stroke(color.onDark, width: width, dash: dash) }
}

extension Color {
  static let darkGround = Color(hex: 0x16181c)

  /// The colour in its place on a dark ground.
  ///
  /// White and the greys of the sheet change places. A colour that is too dark to be seen there is mixed with white until
  /// it has a lightness L* of 60, and keeps its hue.
  var onDark: Color {
    guard !isFixed else { return self }
    let lightness = lightness
    if red == green && green == blue {
      // From white, which is the ground, to black, which is nearly white.
      let ground = Self.darkGround, ink = Color(hex: 0xe8e8e8), t = 1 - red
      return Color(
        ground.red + t * (ink.red - ground.red), ground.green + t * (ink.green - ground.green),
        ground.blue + t * (ink.blue - ground.blue), alpha: alpha)
    }
    guard lightness < 60 else { return self }
    let steps = stride(from: 0.0, through: 1, by: 0.02).map { t in
      Color(red + t * (1 - red), green + t * (1 - green), blue + t * (1 - blue), alpha: alpha)
    }
    return steps.first { $0.lightness >= 60 } ?? self
  }
}
