extension ReliabilityChart {
  /// The two plots of a panel: the diagram, and the counts below it.
  enum Part { case share, counts }

  private static let barColor = Palette(0).color.opacity(0.75)
  /// The colours of gaps: where the confidence is above the share that is true, and where it is below.
  private static let overColor = Palette(1).color.opacity(0.5)
  private static let underColor = Palette(2).color

  func area(_ rect: Rect, _ part: Part) -> PlotArea {
    let ruler = TextRuler()
    let x = Axis(part == .counts ? "Confidence" : "", format: .percent, range: 0...1)
    let y =
      part == .share
      ? Axis("Accuracy", format: .percent, range: 0...1)
      : Axis("Images", range: 0...max(largestShare * 1.05, 0.01), ticks: countTicks)
    return PlotArea(rect: rect, x: x.fitted(to: [], padding: 0), y: y.fitted(to: [], padding: 0), ruler: ruler)
  }

  private func share(_ bin: Bin, of panel: Panel) -> Double {
    Double(bin.count) / Double(max(panel.bins.reduce(0) { $0 + $1.count }, 1))
  }

  /// The largest share of images in a bin of any panel. All panels count on one scale.
  private var largestShare: Double {
    panels.flatMap { panel in panel.bins.map { share($0, of: panel) } }.max() ?? 1
  }

  /// The ticks of the counts: zero, and the largest round share that some bin reaches.
  private var countTicks: [Tick] {
    let round = [100, 80, 60, 50, 40, 30, 20, 10, 5, 2].first { Double($0) / 100 <= largestShare } ?? 1
    return [Tick(0, "0 %"), Tick(Double(round) / 100, "\(round) %")]
  }

  func heading(_ titles: [String], _ notes: [String], above rect: Rect) -> [DisplayList.Element] {
    let lines = TextBlock(titles.map { ($0, .panelTitle, .ink) } + notes.map { ($0, .annotation, .softInk) })
    var y = rect.minY - 8
    return lines.lines.reversed().map { line in
      defer { y -= line.font.size * (line.font == .panelTitle ? 1.25 : 1.35) }
      return .text(TextRun(line.text, at: Point(rect.midX, y), line.font, color: line.color, alignment: .middle))
    }
  }

  func diagram(_ panel: Panel, in area: PlotArea, showsY: Bool) -> [DisplayList.Element] {
    let width = 1 / Double(max(panel.bins.count, 1))
    var elements = area.grid()
    for (i, bin) in panel.bins.enumerated() where bin.count > 0 {
      let low = min(bin.share, bin.confidence), high = max(bin.share, bin.confidence)
      elements += bar(from: Double(i) * width, width, 0, low, in: area).map {
        .rectangle($0, fill: Self.barColor)
      }
      elements += bar(from: Double(i) * width, width, low, high, in: area).map {
        Self.gap($0, isOver: bin.confidence > bin.share)
      }
    }
    elements.append(
      .line([area.point(Point(0, 0)), area.point(Point(1, 1))], Stroke(.softInk, width: 1.3, dash: [5, 4])))
    for (i, bin) in panel.bins.enumerated() where bin.count > 0 {
      let middle = (Double(i) + 0.5) * width
      elements += Self.whisker(
        area.point(Point(middle, bin.interval.lower)), area.point(Point(middle, bin.interval.upper)))
    }
    elements += area.axes(x: false, y: showsY)
    let isEmpty = panel.bins.allSatisfy { $0.count == 0 }
    return elements + (isEmpty ? Absence.noData.elements(in: area.rect, ruler: TextRuler()) : [])
  }

  func counts(_ panel: Panel, in area: PlotArea, showsY: Bool) -> [DisplayList.Element] {
    let width = 1 / Double(max(panel.bins.count, 1))
    var elements = area.grid()
    for (i, bin) in panel.bins.enumerated() where bin.count > 0 {
      elements += bar(from: Double(i) * width, width, 0, share(bin, of: panel), in: area).map {
        .rectangle($0, fill: .softInk.opacity(0.7))
      }
    }
    return elements + area.axes(y: showsY)
  }

  /// A bar, which leaves a little room to its neighbours.
  private func bar(from x: Double, _ width: Double, _ low: Double, _ high: Double, in area: PlotArea) -> [Rect] {
    let lower = area.point(Point(x, low)), upper = area.point(Point(x + width, high))
    guard lower.y > upper.y else { return [] }
    return [Rect(minX: lower.x + 0.75, minY: upper.y, maxX: upper.x - 0.75, maxY: lower.y)]
  }

  /// A gap between confidence and accuracy: full where the confidence is above, hollow where it is below, so that a print
  /// without colour shows which. The border of a hollow one lies inside, as far as there is room.
  private static func gap(_ rect: Rect, isOver: Bool) -> DisplayList.Element {
    guard !isOver else { return .rectangle(rect, fill: overColor) }
    let border = min(1.2, rect.height)
    return .rectangle(rect.grown(by: -border / 2), stroke: Stroke(underColor, width: border))
  }

  private static func whisker(_ low: Point, _ high: Point) -> [DisplayList.Element] {
    let stroke = Stroke(.ink, width: 1.2)
    return [.line([low, high], stroke)]
      + [low, high].map { .line([Point($0.x - 3, $0.y), Point($0.x + 3, $0.y)], stroke) }
  }

  static var entries: [Legend.Entry] {
    func swatch(_ rect: Rect) -> Rect { Rect(rect.midX - 12, rect.midY - 6, width: 24, height: 12) }
    return [
      Legend.Entry(name: "accuracy in the bin") { [.rectangle(swatch($0), fill: barColor)] },
      Legend.Entry(name: "95 % interval of the accuracy") { rect in
        whisker(Point(rect.midX, rect.midY + 7), Point(rect.midX, rect.midY - 7))
      },
      Legend.Entry(name: "too sure: mean confidence above accuracy") { [gap(swatch($0), isOver: true)] },
      Legend.Entry(name: "not sure enough: accuracy above mean confidence") { [gap(swatch($0), isOver: false)] },
      Legend.Entry(name: "accuracy equal to confidence") { rect in
        [
          .line(
            [Point(rect.minX, rect.midY), Point(rect.maxX, rect.midY)], Stroke(.softInk, width: 1.3, dash: [5, 4]))
        ]
      },
    ]
  }
}

extension Rect {
  /// A rectangle at the origin, for measures that depend on the size alone.
  static func zero(_ width: Double, _ height: Double) -> Rect { Rect(0, 0, width: width, height: height) }
}
