import CCairo

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

  func draw(_ run: TextRun) {
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
