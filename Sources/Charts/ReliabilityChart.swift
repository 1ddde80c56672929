/// Reliability diagrams: how often statements of each confidence are true. Below each one stands how many images each
/// bin has.
///
/// The height of a bar is the share of a bin's statements that is true. The gap between it and the bin's mean
/// confidence is full where the confidence is too high, and hollow and in another colour where it is too low. Where the
/// bars end on the diagonal, confidence and accuracy agree.
public struct ReliabilityChart: Chart {
  public var title: String
  public var subtitle: String
  public var footnote: String
  public var panels: [Panel]
  /// The largest number of panels in a row.
  public var columns: Int

  public init(title: String, subtitle: String = "", panels: [Panel], columns: Int = 2, footnote: String = "") {
    precondition(columns > 0)
    self.title = title
    self.subtitle = subtitle
    self.panels = panels
    self.columns = columns
    self.footnote = footnote
  }

  /// One diagram.
  public struct Panel: Sendable, Equatable {
    public var title: String
    /// The line below the title, such as the calibration error.
    public var note: String
    /// The bins of confidence, of equal width from 0 to 1.
    public var bins: [Bin]

    public init(_ title: String, note: String = "", bins: [Bin]) {
      self.title = title
      self.note = note
      self.bins = bins
    }
  }

  public struct Bin: Sendable, Equatable {
    public var count: Int
    /// The mean confidence of the statements in the bin.
    public var confidence: Double
    /// The share of the statements in the bin that is true.
    public var share: Double
    /// The interval about the share.
    public var interval: Interval

    public init(count: Int, confidence: Double, share: Double, interval: Interval) {
      self.count = count
      self.confidence = confidence
      self.share = share
      self.interval = interval
    }
  }

  public func displayList(_ design: ChartDesign) -> DisplayList { layout(design).list }

  /// The display list, and where each diagram and its counts lie in it.
  func layout(_ design: ChartDesign = ChartDesign()) -> (list: DisplayList, panels: [(diagram: Rect, counts: Rect)]) {
    let ruler = TextRuler()
    guard !panels.isEmpty else {
      return (
        Sheet(width: design.sheetWidth ?? Self.narrowest, words: self, design, ruler: ruler).blank, []
      )
    }
    let across = min(columns, panels.count, design.sheetWidth.map { max(1, Int($0 / Self.narrowestShare)) } ?? columns)
    let side = side(across, design)
    let counts = max(side * 0.26, Self.lowestCounts)
    // Labels stand at the left column alone; the names of the axes take the same room everywhere.
    let left =
      Sheet.margin + max(area(.zero(side, side), .share).leftMargin, area(.zero(side, counts), .counts).leftMargin)
    let bottom = area(.zero(side, counts), .counts).bottomMargin
    let width = max(
      design.sheetWidth ?? 0, left + Double(across) * (side + Self.gap) - Self.gap + Sheet.margin + 8,
      design.sheetWidth == nil ? Self.narrowest : 0)
    let sheet = Sheet(width: width, words: self, design, ruler: ruler)
    let legend = Legend(Self.entries, sheet: Size(width, 0), ruler: ruler)
    let bands = (panels.count + across - 1) / across

    var elements: [DisplayList.Element] = [], places: [(Rect, Rect)] = []
    var top = sheet.contentTop
    for band in 0..<bands {
      let row = panels.dropFirst(band * across).prefix(across)
      let titles = row.map { ruler.lines($0.title, .panelTitle, width: side) }
      let notes = row.map { ruler.lines($0.note, .annotation, width: side) }
      let headingHeight =
        Double(titles.map(\.count).max() ?? 0) * Self.titleLine + Double(notes.map(\.count).max() ?? 0) * Self.noteLine
      for (i, panel) in row.enumerated() {
        let x = left + Double(i) * (side + Self.gap)
        let diagram = Rect(x, top + headingHeight + Self.titleGap, width: side, height: side)
        let lower = Rect(x, diagram.maxY + Self.countsGap, width: side, height: counts)
        elements += heading(titles[i], notes[i], above: diagram)
        elements += self.diagram(panel, in: area(diagram, .share), showsY: i == 0)
        elements += self.counts(panel, in: area(lower, .counts), showsY: i == 0)
        places.append((diagram, lower))
      }
      top += headingHeight + Self.titleGap + side + Self.countsGap + counts + bottom + Self.bandGap
    }
    let placed = legend.placed(at: Point(Sheet.margin, top))
    let total = sheet.height(content: top + legend.height - sheet.contentTop)
    var list = DisplayList(size: Size(width, total), elements: sheet.elements(height: total))
    list += elements + placed.elements
    return (list, places)
  }

  /// The side of a diagram. At a stated width, the diagrams of a row share what the labels leave.
  private func side(_ across: Int, _ design: ChartDesign) -> Double {
    guard let width = design.sheetWidth else { return across <= 2 ? 330.0 : across == 3 ? 260 : 215 }
    let labels = area(.zero(200, 200), .share).leftMargin
    let room = width - 2 * Sheet.margin - 20 - labels - Double(across - 1) * Self.gap
    return min(room / Double(across), Self.largestSide)
  }

  private static let gap = 52.0
  private static let largestSide = 420.0
  /// The height of the counts that their caption needs.
  private static let lowestCounts = 54.0
  /// The share of a stated width that a diagram needs.
  private static let narrowestShare = 220.0
  private static let bandGap = 20.0
  private static let countsGap = 12.0
  private static let titleGap = 8.0
  private static let titleLine = Font.panelTitle.size * 1.25
  private static let noteLine = Font.annotation.size * 1.35
  private static let narrowest = 560.0
}
