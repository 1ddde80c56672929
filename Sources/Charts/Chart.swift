/// A chart as its data. It knows how it is drawn.
public protocol Chart: Sendable {
  var title: String { get }
  /// What the chart is of. It may be empty.
  var subtitle: String { get }
  /// What a reader has to know, such as the number of images and what the bands are. It may be empty.
  var footnote: String { get }
  /// What can be read off the picture, for those who do not see it. It may be empty.
  var reading: String { get }
  /// The finished layout. Equal charts have equal layouts.
  func displayList(_ design: ChartDesign) -> DisplayList
}

extension Chart {
  public var reading: String { "" }

  /// The layout at the width that suits the chart.
  public func displayList() -> DisplayList { displayList(ChartDesign()) }
}
