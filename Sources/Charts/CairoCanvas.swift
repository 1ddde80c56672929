import CCairo
import Files

/// A cairo surface with its context. No other file calls cairo.
///
/// It draws elements in logical points, each of which is `scale` pixels wide, and it measures text as it will be drawn.
/// Text is DejaVu Sans without hinting, so that a chart has the same proportions at every density.
final class CairoCanvas {
  private let surface: OpaquePointer
  private let context: OpaquePointer
  private let width: Int
  private let height: Int
  /// What is known of characters so far.
  private var drawn: [Unicode.Scalar: Bool] = [:]

  /// An opaque white image of `size` logical points.
  init(size: Size, scale: Double) {
    width = Int((size.width * scale).rounded(.up))
    height = Int((size.height * scale).rounded(.up))
    surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
    context = cairo_create(surface)
    cairo_scale(context, scale, scale)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    let options = cairo_font_options_create()
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)
    use(.white)
    cairo_paint(context)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// The picture so far as packed RGB rows.
  func pixels() throws -> (width: Int, height: Int, rgb: [UInt8]) {
    cairo_surface_flush(surface)
    let status = cairo_status(context)
    guard status == CAIRO_STATUS_SUCCESS, let data = cairo_image_surface_get_data(surface) else {
      throw FileError(
        "chart", "cairo cannot draw it",
        found: "\(String(cString: cairo_status_to_string(status))), \(width) × \(height) pixels")
    }
    let stride = Int(cairo_image_surface_get_stride(surface))
    let rgb = [UInt8](unsafeUninitializedCapacity: width * height * 3) { rgb, count in
      for y in 0..<height {
        (data + y * stride).withMemoryRebound(to: UInt32.self, capacity: width) { row in
          for x in 0..<width {
            let i = (y * width + x) * 3
            rgb[i] = UInt8(truncatingIfNeeded: row[x] >> 16)
            rgb[i + 1] = UInt8(truncatingIfNeeded: row[x] >> 8)
            rgb[i + 2] = UInt8(truncatingIfNeeded: row[x])
          }
        }
      }
      count = width * height * 3
    }
    return (width, height, rgb)
  }

  func draw(_ elements: [DisplayList.Element]) {
    for element in elements { draw(element) }
  }

  private func draw(_ element: DisplayList.Element) {
    switch element {
    case .line(let points, let stroke):
      trace(points)
      paint(stroke: stroke)
    case .polygon(let points, let fill):
      trace(points)
      cairo_close_path(context)
      paint(fill: fill)
    case .rectangle(let r, let fill, let stroke):
      cairo_rectangle(context, r.minX, r.minY, r.width, r.height)
      paint(fill: fill, stroke: stroke)
    case .disc(let center, let radius, let fill, let stroke):
      cairo_new_sub_path(context)
      cairo_arc(context, center.x, center.y, radius, 0, 2 * .pi)
      paint(fill: fill, stroke: stroke)
    case .cells(let columns, let rows, let colors):
      // Antialiased edges would let the background through between neighbours.
      cairo_set_antialias(context, CAIRO_ANTIALIAS_NONE)
      for (i, color) in colors.enumerated() {
        let x = i % (columns.count - 1), y = i / (columns.count - 1)
        cairo_rectangle(context, columns[x], rows[y], columns[x + 1] - columns[x], rows[y + 1] - rows[y])
        paint(fill: color)
      }
      cairo_set_antialias(context, CAIRO_ANTIALIAS_DEFAULT)
    case .text(let run):
      draw(run)
    case .clipped(let clip, let elements):
      cairo_save(context)
      cairo_rectangle(context, clip.minX, clip.minY, clip.width, clip.height)
      cairo_clip(context)
      draw(elements)
      cairo_restore(context)
    }
  }

  private func trace(_ points: [Point]) {
    for point in points { cairo_line_to(context, point.x, point.y) }
  }

  private func use(_ color: Color) {
    cairo_set_source_rgba(context, color.red, color.green, color.blue, color.alpha)
  }

  private func paint(fill: Color? = nil, stroke: Stroke? = nil) {
    if let fill {
      use(fill)
      cairo_fill_preserve(context)
    }
    if let stroke {
      use(stroke.color)
      cairo_set_line_width(context, stroke.width)
      cairo_set_dash(context, stroke.dash, Int32(stroke.dash.count), 0)
      cairo_stroke_preserve(context)
    }
    cairo_new_path(context)
  }
}

// MARK: - Text

extension CairoCanvas {
  /// How far a line of text reaches to the right, above its baseline (capitals) and below it (descenders).
  struct TextExtent {
    var width: Double
    var capHeight: Double
    var descent: Double
  }

  func extent(of text: String, _ font: Font) -> TextExtent {
    let text = drawable(text)
    use(font)
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, text, &extents)
    var fontExtents = cairo_font_extents_t()
    cairo_font_extents(context, &fontExtents)
    // DejaVu Sans has capitals of 0.729 em.
    return TextExtent(
      width: max(extents.x_advance, extents.x_bearing + extents.width), capHeight: 0.729 * font.size,
      descent: fontExtents.descent)
  }

  private func draw(_ run: TextRun) {
    let extent = extent(of: run.text, run.font)
    cairo_save(context)
    cairo_translate(context, run.position.x, run.position.y)
    if run.readsUpwards { cairo_rotate(context, -.pi / 2) }
    cairo_move_to(context, run.start(extent), run.baseline(extent))
    use(run.color)
    cairo_show_text(context, drawable(run.text))
    cairo_restore(context)
    cairo_new_path(context)
  }

  /// Whether the font has the character. Glyph 0 of a font stands for all that it has not.
  func draws(_ character: Unicode.Scalar) -> Bool {
    if (0x20..<0x7F).contains(character.value) { return true }
    if let known = drawn[character] { return known }
    use(.tick)
    var glyphs: UnsafeMutablePointer<cairo_glyph_t>?, count: Int32 = 0
    let text = String(character)
    let status = cairo_scaled_font_text_to_glyphs(
      cairo_get_scaled_font(context), 0, 0, text, Int32(text.utf8.count), &glyphs, &count, nil, nil, nil)
    defer { cairo_glyph_free(glyphs) }
    let isDrawn = status == CAIRO_STATUS_SUCCESS && (0..<Int(count)).allSatisfy { glyphs![$0].index != 0 }
    drawn[character] = isDrawn
    return isDrawn
  }

  /// The text with another character in the place of each that the font does not have.
  private func drawable(_ text: String) -> String {
    guard !text.unicodeScalars.allSatisfy(draws) else { return text }
    var drawable = String.UnicodeScalarView()
    for character in text.unicodeScalars { drawable.append(draws(character) ? character : Glyphs.replacement) }
    return String(drawable)
  }

  private func use(_ font: Font) {
    cairo_select_font_face(
      context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, font.isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(context, font.size)
  }
}

extension TextRun {
  /// Where the text starts, right of its position.
  func start(_ extent: CairoCanvas.TextExtent) -> Double {
    switch alignment {
    case .start: 0
    case .middle: -extent.width / 2
    case .end: -extent.width
    }
  }

  /// Where its baseline lies, below its position.
  func baseline(_ extent: CairoCanvas.TextExtent) -> Double {
    switch anchor {
    case .top: extent.capHeight
    case .middle: extent.capHeight / 2
    case .baseline: 0
    case .bottom: -extent.descent
    }
  }
}
