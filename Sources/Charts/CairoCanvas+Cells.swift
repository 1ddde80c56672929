import CCairo

extension CairoCanvas {
  /// The number of cells above which a drawing of lines holds them as a picture.
  private static let manyCells = 2_000
  /// The pixels of such a picture for each unit of the layout.
  private static let pixelsPerUnit = 2.0

  /// Paints cells onto pixels.
  func paint(_ columns: [Double], _ rows: [Double], _ colors: [Color]) {
    // Antialiased edges would let the background through between neighbours.
    cairo_set_antialias(context, CAIRO_ANTIALIAS_NONE)
    for (i, color) in colors.enumerated() {
      let x = i % (columns.count - 1), y = i / (columns.count - 1)
      // By its corners: neighbours have the same ones to the bit, and no row of pixels between them is left out.
      trace([
        Point(columns[x], rows[y]), Point(columns[x + 1], rows[y]), Point(columns[x + 1], rows[y + 1]),
        Point(columns[x], rows[y + 1]),
      ])
      paint(fill: color)
    }
    cairo_set_antialias(context, CAIRO_ANTIALIAS_DEFAULT)
  }

  /// Paints cells into a drawing of lines, whose viewer smooths the edges.
  ///
  /// Each cell reaches a little below those that are painted after it, so that nothing shows through between
  /// neighbours. A great many cells would make a huge file, and become a picture.
  func paintJoined(_ columns: [Double], _ rows: [Double], _ colors: [Color]) {
    guard colors.count <= Self.manyCells else { return paintPicture(columns, rows, colors) }
    let across = columns.count - 1, down = rows.count - 1
    let overlap = 0.5
    func reach(_ edges: [Double], _ i: Int, _ count: Int) -> Double {
      let end = edges[i + 1], length = end - edges[i]
      return i + 1 == count ? end : end + (length < 0 ? -1 : 1) * min(overlap, abs(edges[i + 2] - end))
    }
    var start = 0
    for i in colors.indices {
      // Neighbours of one colour in a row are one rectangle.
      let isLast = (i + 1) % across == 0
      if !isLast && colors[i + 1] == colors[i] { continue }
      defer { start = i + 1 }
      let left = columns[start % across], y = i / across, top = rows[y]
      cairo_rectangle(
        context, left, top, reach(columns, i % across, across) - left, reach(rows, y, down) - top)
      paint(fill: colors[i])
    }
  }

  private func paintPicture(_ columns: [Double], _ rows: [Double], _ colors: [Color]) {
    let left = columns.min() ?? 0, right = columns.max() ?? 0, top = rows.min() ?? 0, bottom = rows.max() ?? 0
    let picture = CairoCanvas(size: Size(right - left, bottom - top), scale: Self.pixelsPerUnit)
    picture.paint(columns.map { $0 - left }, rows.map { $0 - top }, colors)
    cairo_surface_flush(picture.surface)
    cairo_save(context)
    cairo_rectangle(context, left, top, right - left, bottom - top)
    cairo_clip(context)
    cairo_translate(context, left, top)
    cairo_scale(context, 1 / Self.pixelsPerUnit, 1 / Self.pixelsPerUnit)
    cairo_set_source_surface(context, picture.surface, 0, 0)
    cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_NEAREST)
    cairo_paint(context)
    cairo_restore(context)
  }
}
