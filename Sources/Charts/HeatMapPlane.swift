/// The part of the plane that all panels show, and how large a panel is.
struct HeatMapPlane {
  var x: FittedAxis
  var y: FittedAxis
  var columns: Int
  var panelSize: Size

  /// The plane of a chart whose panels have `room` beside each other; `nil` leaves them the size that suits them.
  init(chart: HeatMapChart, room: Double? = nil) {
    let panels = chart.panels
    func reach(_ points: [Double], _ axis: Axis) -> [Double] {
      chart.isContoured ? points : Self.edges(points, axis.scale)
    }
    x = chart.x.fitted(to: panels.flatMap { reach($0.xs, chart.x) }, padding: 0)
    y = chart.y.fitted(to: panels.flatMap { reach($0.ys, chart.y) }, padding: 0)
    let most = panels.count == 4 ? 2 : min(max(panels.count, 1), 3)
    let gap = HeatMapChart.gap
    let columns = room.map { min(most, max(1, Int(($0 + gap) / (Self.narrowest + gap)))) } ?? most
    let length =
      room.map { min(($0 + gap) / Double(columns) - gap, Self.widest) } ?? [460, 360, 290.0][columns - 1]
    self.columns = columns
    let ratio = y.length / x.length
    // Planes longer than three to one are stretched: their cells would be slivers.
    let shape = (1.0 / 3...3).contains(ratio) ? ratio : 1
    panelSize = shape > 1 ? Size(length / shape, length) : Size(length, length * shape)
  }

  /// The least width of a panel beside others, and the largest width, at a stated width of the sheet.
  private static let narrowest = 170.0
  private static let widest = 640.0

  /// The edges of cells: half-way between their centres as these lie on `scale`, and as far outside of the outer ones.
  static func edges(_ centers: [Double], _ scale: Scale) -> [Double] {
    let places = centers.map(scale.forward)
    precondition(places.allSatisfy(\.isFinite), "cells have finite centres with a place on their axis")
    let inner = zip(places, places.dropFirst()).map { ($0 + $1) / 2 }
    guard let first = inner.first, let last = inner.last else {
      return [places[0] - 0.5, places[0] + 0.5].map(scale.inverse)
    }
    return ([2 * places[0] - first] + inner + [2 * places[places.count - 1] - last]).map(scale.inverse)
  }
}
