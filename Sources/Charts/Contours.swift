/// Lines of equal value on a grid, by marching squares.
enum Contours {
  /// The polylines along which the values cross `level`. A closed line ends where it starts.
  ///
  /// `values` is row-major, with one row for each of `ys`. Crossings are interpolated along the edges of the grid. In a
  /// saddle, the mean of the four corners decides which crossings are joined. Squares with a corner that is not finite
  /// have no lines.
  static func lines(at level: Double, xs: [Double], ys: [Double], values: [Double]) -> [[Point]] {
    var graph = Graph()
    guard xs.count > 1, ys.count > 1 else { return [] }
    for row in 0..<ys.count - 1 {
      for column in 0..<xs.count - 1 {
        let square = Square(column: column, row: row, width: xs.count, values: values)
        for (a, b) in square.segments(level) { graph.join(a, b) }
      }
    }
    return graph.paths().map { $0.map { $0.point(level, xs, ys, values) } }
  }

  /// A grid edge from a node to its right or upper neighbour.
  struct Edge: Hashable {
    var column: Int
    var row: Int
    var isVertical: Bool

    func point(_ level: Double, _ xs: [Double], _ ys: [Double], _ values: [Double]) -> Point {
      let from = values[row * xs.count + column]
      let to = isVertical ? values[(row + 1) * xs.count + column] : values[row * xs.count + column + 1]
      let t = (level - from) / (to - from)
      return isVertical
        ? Point(xs[column], ys[row] + t * (ys[row + 1] - ys[row]))
        : Point(xs[column] + t * (xs[column + 1] - xs[column]), ys[row])
    }
  }

  /// One square of the grid. Its corners are counted anticlockwise from the lower left.
  private struct Square {
    let corners: [Double]
    let bottom: Edge, right: Edge, top: Edge, left: Edge

    init(column: Int, row: Int, width: Int, values: [Double]) {
      let i = row * width + column
      corners = [values[i], values[i + 1], values[i + width + 1], values[i + width]]
      bottom = Edge(column: column, row: row, isVertical: false)
      right = Edge(column: column + 1, row: row, isVertical: true)
      top = Edge(column: column, row: row + 1, isVertical: false)
      left = Edge(column: column, row: row, isVertical: true)
    }

    func segments(_ level: Double) -> [(Edge, Edge)] {
      guard corners.allSatisfy(\.isFinite) else { return [] }
      let high = corners.map { $0 >= level }
      let edges = [bottom, right, top, left]
      let crossed = (0..<4).filter { high[$0] != high[($0 + 1) % 4] }
      switch crossed.count {
      case 2: return [(edges[crossed[0]], edges[crossed[1]])]
      case 4:
        let middleIsHigh = corners.reduce(0, +) / 4 >= level
        // A high middle joins the high corners: the lines cut off the low ones.
        return middleIsHigh == high[0] ? [(bottom, right), (top, left)] : [(left, bottom), (right, top)]
      default: return []
      }
    }
  }

  /// The crossed edges, of which every square joins two at a time.
  private struct Graph {
    private var neighbours: [Edge: [Edge]] = [:]
    /// The edges in the order in which they were met, so that the same grid gives the same paths.
    private var order: [Edge] = []

    mutating func join(_ a: Edge, _ b: Edge) {
      for (from, to) in [(a, b), (b, a)] {
        if neighbours[from] == nil { order.append(from) }
        neighbours[from, default: []].append(to)
      }
    }

    /// The joined edges as chains: first the open ones, each from its end, then the closed ones.
    func paths() -> [[Edge]] {
      var visited: Set<Edge> = []
      var paths: [[Edge]] = []
      for start in order.filter({ neighbours[$0]?.count == 1 }) + order where !visited.contains(start) {
        var path = [start]
        visited.insert(start)
        while let next = neighbours[path[path.count - 1]]?.first(where: { !visited.contains($0) }) {
          path.append(next)
          visited.insert(next)
        }
        if path.count > 2, neighbours[path[path.count - 1]]?.contains(start) == true { path.append(start) }
        paths.append(path)
      }
      return paths
    }
  }
}
