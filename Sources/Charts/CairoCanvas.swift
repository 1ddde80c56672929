import CCairo

/// A cairo surface with its context. No other file calls cairo.
///
/// It draws elements in logical points, each of which is `scale` pixels wide, and it measures text as it will be drawn.
/// Text is DejaVu Sans without hinting, so that a chart has the same proportions at every density.
final class CairoCanvas {
  let surface: OpaquePointer
  let context: OpaquePointer
  /// What a drawing of lines writes to; `nil` where it is made of pixels.
  let output: Output?
  /// What is known of characters so far.
  var drawn: [Unicode.Scalar: Bool] = [:]

  /// An opaque white image of `size` logical points.
  convenience init(size: Size, scale: Double) {
    let width = Int32((size.width * scale).rounded(.up)), height = Int32((size.height * scale).rounded(.up))
    self.init(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height), scale: scale, output: nil)
    use(.white)
    cairo_paint(context)
  }

  /// Takes over the surface.
  init(_ surface: OpaquePointer, scale: Double, output: Output?) {
    self.surface = surface
    self.output = output
    context = cairo_create(surface)
    cairo_scale(context, scale, scale)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    let options = cairo_font_options_create()
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
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
    case .region(let rings, let fill):
      for ring in rings {
        cairo_new_sub_path(context)
        trace(ring)
        cairo_close_path(context)
      }
      cairo_set_fill_rule(context, CAIRO_FILL_RULE_EVEN_ODD)
      paint(fill: fill)
      cairo_set_fill_rule(context, CAIRO_FILL_RULE_WINDING)
    case .rectangle(let r, let fill, let stroke):
      cairo_rectangle(context, r.minX, r.minY, r.width, r.height)
      paint(fill: fill, stroke: stroke)
    case .disc(let center, let radius, let fill, let stroke):
      cairo_new_sub_path(context)
      cairo_arc(context, center.x, center.y, radius, 0, 2 * .pi)
      paint(fill: fill, stroke: stroke)
    case .cells(let columns, let rows, let colors):
      output == nil ? paint(columns, rows, colors) : paintJoined(columns, rows, colors)
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

  func trace(_ points: [Point]) {
    for point in points { cairo_line_to(context, point.x, point.y) }
  }

  func use(_ color: Color) {
    cairo_set_source_rgba(context, color.red, color.green, color.blue, color.alpha)
  }

  func paint(fill: Color? = nil, stroke: Stroke? = nil) {
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
