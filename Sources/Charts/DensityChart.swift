/// How values are spread at each of several places, such as one value for each image after each epoch: a strip of cells for
/// each place, each cell coloured by the share of the place's values that lie in it.
///
/// All panels share their axes and one colour bar. The more values, the darker: a cell without any has the white ground.
public struct DensityChart: Chart {
  public var title: String
  public var subtitle: String
  public var footnote: String
  public var x: Axis
  public var y: Axis
  /// What the colours mean. The colour bar has its scale and range.
  public var share: Axis
  public var panels: [Panel]
  /// A dashed line across the panels at this height; `nil` for none.
  public var level: Double?

  /// How many cells lie above each other, equally high on the vertical axis.
  public static let cells = 60

  public init(
    title: String, subtitle: String = "", x: Axis, y: Axis, share: Axis, panels: [Panel], level: Double? = nil,
    footnote: String = ""
  ) {
    self.title = title
    self.subtitle = subtitle
    self.x = x
    self.y = y
    self.share = share
    self.panels = panels
    self.level = level
    self.footnote = footnote
  }

  /// The values at one place. Those that are not finite have no cell; they are counted above their panel.
  public struct Strip: Sendable, Equatable {
    public var x: Double
    public var values: [Double]

    public init(x: Double, values: [Double]) {
      self.x = x
      self.values = values
    }

    /// The middle one of the finite values by size, the larger of two; `nil` where there are none.
    public var median: Double? {
      let sorted = values.filter(\.isFinite).sorted()
      return sorted.isEmpty ? nil : sorted[sorted.count / 2]
    }
  }

  /// The strips of one subject, from left to right.
  public struct Panel: Sendable, Equatable {
    public var title: String
    public var strips: [Strip]

    public init(_ title: String, strips: [Strip]) {
      precondition(zip(strips, strips.dropFirst()).allSatisfy { $0.x < $1.x }, "strips go from left to right")
      self.title = title
      self.strips = strips
    }

    /// The title, with how many values have no place.
    fileprivate func caption(_ axis: Axis) -> String {
      let values = strips.flatMap(\.values), lost = values.count { !axis.scale.holds($0) }
      return lost == 0 ? title : "\(title) (\(lost) of \(values.count) values not finite)"
    }
  }

  public func displayList(_ design: ChartDesign) -> DisplayList { layout(design).list }

  private static let width = 900.0
  private static let gap = 30.0
  private static let narrowest = 210.0
  private static let titleLine = Font.panelTitle.size * 1.25
  private static let highestBar = 420.0

  /// The display list, and where the panels lie.
  func layout(_ design: ChartDesign = ChartDesign()) -> (list: DisplayList, panels: [Rect]) {
    let ruler = TextRuler(), width = design.sheetWidth ?? Self.width
    let sheet = Sheet(width: width, words: self, design, ruler: ruler)
    let strips = panels.flatMap(\.strips), values = strips.flatMap(\.values).filter(y.scale.holds)
    guard !values.isEmpty else { return (sheet.blank, []) }
    let fittedX = x.fitted(to: panels.flatMap { edges(of: $0) }, padding: 0)
    let fittedY = y.fitted(to: values + (level.map { [$0] } ?? []), padding: 0.02)
    let shares = panels.map { panel in panel.strips.map { self.shares(of: $0, on: fittedY) } }
    let colors = share.fitted(to: shares.joined().joined().filter { $0 > 0 }, padding: 0)

    func plot(_ origin: Point, _ size: Size) -> PlotArea {
      PlotArea(
        rect: Rect(origin.x, origin.y, width: size.width, height: size.height), x: fittedX, y: fittedY, ruler: ruler)
    }
    let columns = min(panels.count, 2, max(1, Int(width / Self.narrowest) - 1))
    let rows = (panels.count + columns - 1) / columns
    var size = Size(width / Double(columns), width / Double(columns))
    // The room that labels and the bar leave depends on the panels' size.
    for _ in 0..<3 {
      let labels = plot(Point(0, 0), size).leftMargin + bar(colors, height: size.height, ruler).width
      let room =
        width - 2 * Sheet.margin - labels - Double(columns) * Self.gap
      let panel = room / Double(columns)
      size = Size(panel, min(max(0.85 * panel, 170), Self.highestBar))
    }
    let titles = panels.map { ruler.lines($0.caption(y), .panelTitle, width: size.width) }
    let titleHeight = Double(titles.map(\.count).max() ?? 0) * Self.titleLine + 8
    let sample = plot(Point(0, 0), size), left = Sheet.margin + sample.leftMargin
    let pitch = Size(size.width + Self.gap, titleHeight + size.height + sample.bottomMargin + Self.gap / 2)
    let height = sheet.height(content: Double(rows) * pitch.height - Self.gap / 2)

    var list = DisplayList(size: Size(width, height), elements: sheet.elements(height: height))
    var rects: [Rect] = []
    for (i, panel) in panels.enumerated() {
      let (row, column) = i.quotientAndRemainder(dividingBy: columns)
      let area = plot(
        Point(left + Double(column) * pitch.width, sheet.contentTop + titleHeight + Double(row) * pitch.height), size)
      for (n, line) in titles[i].enumerated() {
        let bottom = area.rect.minY - 8 - Double(titles[i].count - 1 - n) * Self.titleLine
        list += [.text(TextRun(line, at: Point(area.rect.midX, bottom), .panelTitle, alignment: .middle))]
      }
      list += drawing(of: panel, shares[i], in: area, colors)
      list += area.axes(y: column == 0)
      rects.append(area.rect)
    }
    let barLeft = left + Double(columns) * pitch.width
    list += bar(colors, height: size.height, ruler).elements(at: Point(barLeft, sheet.contentTop + titleHeight))
    return (list, rects)
  }

  private func bar(_ colors: FittedAxis, height: Double, _ ruler: TextRuler) -> ColorBar {
    ColorBar(axis: colors, height: height, isInverted: true, missing: (0, 0), ruler: ruler)
  }

  /// The left and right ends of the strips of a panel.
  private func edges(of panel: Panel) -> [Double] {
    panel.strips.isEmpty ? [] : HeatMapPlane.edges(panel.strips.map(\.x), x.scale)
  }

  /// The share of the strip's values in each cell, from the lowest cell to the highest.
  private func shares(of strip: Strip, on y: FittedAxis) -> [Double] {
    var counts = [Int](repeating: 0, count: Self.cells)
    for value in strip.values where y.axis.scale.holds(value) {
      let fraction = y.fraction(value)
      guard (0...1).contains(fraction) else { continue }
      counts[min(Int(fraction * Double(Self.cells)), Self.cells - 1)] += 1
    }
    return counts.map { Double($0) / Double(max(strip.values.count, 1)) }
  }

  /// The strips, the level, and a line through the medians, on a ground that is white in any theme: the colours stand for
  /// shares.
  private func drawing(
    of panel: Panel, _ shares: [[Double]], in area: PlotArea, _ colors: FittedAxis
  ) -> [DisplayList.Element] {
    let rect = area.rect, edges = self.edges(of: panel).map { area.point(Point($0, 0)).x }
    let rows = (0...Self.cells).map { rect.maxY - rect.height * Double($0) / Double(Self.cells) }
    var elements: [DisplayList.Element] = [.rectangle(rect, fill: Color.white.fixed)]
    for (place, strip) in shares.enumerated() {
      // Cells without values leave the ground as it is.
      for part in strip.indices.filter({ strip[$0] > 0 }).stretches {
        elements.append(
          .cells(
            columns: [edges[place], edges[place + 1]], rows: Array(rows[part.lowerBound...part.upperBound + 1]),
            colors: part.map { ColorMap.color(1 - colors.fraction(strip[$0])) }))
      }
    }
    if let level, (0...1).contains(area.y.fraction(level)) {
      let height = area.point(Point(0, level)).y
      elements.append(
        .line(
          [Point(rect.minX, height), Point(rect.maxX, height)],
          Stroke(Color.softInk.fixed, width: 1.3, dash: [5, 4])))
    }
    let medians = panel.strips.compactMap { strip in strip.median.map { area.point(Point(strip.x, $0)) } }
    for stroke in [Stroke(Color.ink.fixed, width: 4), Stroke(Color.white.fixed, width: 2)] {
      elements.append(.line(medians, stroke))
    }
    return [.clipped(to: rect, elements)]
  }
}

extension [Int] {
  /// Ascending numbers with neighbours joined: 1, 2, 3, 7 becomes 1…3, 7…7.
  var stretches: [ClosedRange<Int>] {
    reduce(into: []) { stretches, i in
      if let last = stretches.last, last.upperBound == i - 1 {
        stretches[stretches.count - 1] = last.lowerBound...i
      } else {
        stretches.append(i...i)
      }
    }
  }
}
