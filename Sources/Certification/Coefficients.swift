import Models

/// The place on a map where a row began.
typealias MapPlace = Window.Pair

/// Coefficients of one value's numbers, row by row.
enum Coefficients: Sendable {
  /// All numbers of the value in their order.
  case whole([Double])
  /// Those of windows of a map.
  case windows(WindowRows)

  /// Calls `body` with the numbers and a function that calls its argument with each line of a row: where it begins in these
  /// numbers and in those of the value, and how many numbers it has.
  @inline(__always)
  mutating func withLines<Result>(
    _ places: [MapPlace],
    _ body: (
      _ numbers: UnsafeMutablePointer<Double>, _ forEachLine: (_ row: Int, (Int, Int, Int) -> Void) -> Void
    ) -> Result
  ) -> Result {
    switch self {
    case .whole(var numbers):
      self = .whole([])
      let size = numbers.count / max(places.count, 1)
      let result = numbers.withUnsafeMutableBufferPointer { numbers in
        body(numbers.baseAddress!) { row, line in line(row * size, 0, size) }
      }
      self = .whole(numbers)
      return result
    case .windows(var rows):
      self = .whole([])
      var numbers = rows.numbers
      rows.numbers = []
      let result = numbers.withUnsafeMutableBufferPointer { numbers in
        body(numbers.baseAddress!) { row, line in rows.forEachLine(row, places[row], line) }
      }
      rows.numbers = numbers
      self = .windows(rows)
      return result
    }
  }

  func whole(_ places: [MapPlace]) -> [Double] {
    switch self {
    case .whole(let numbers): numbers
    case .windows(let rows): rows.whole(places)
    }
  }

  /// As windows of a map of this shape.
  func windows(_ shape: MapShape, _ places: [MapPlace]) -> WindowRows {
    if case .windows(let windows) = self, windows.shape == shape { return windows }
    return WindowRows(whole: whole(places), rows: places.count, shape: shape)
  }

  func scaled(by factor: Double) -> Coefficients {
    if factor == 1 { return self }
    switch self {
    case .whole(let numbers): return .whole(numbers.map { factor * $0 })
    case .windows(var rows):
      for i in rows.numbers.indices { rows.numbers[i] *= factor }
      return .windows(rows)
    }
  }

  func adding(_ other: Coefficients, _ places: [MapPlace]) -> Coefficients {
    if case .windows(let a) = self, case .windows(let b) = other, a.shape == b.shape {
      return .windows(a.adding(b, places))
    }
    var sum = whole(places)
    for (i, number) in other.whole(places).enumerated() { sum[i] += number }
    return .whole(sum)
  }

  /// The numbers from `range` on of each row of `size`, which are channels of a map of the shape `part`.
  func part(_ range: Range<Int>, of size: Int, _ part: MapShape?, _ places: [MapPlace]) -> Coefficients {
    if case .windows(let rows) = self, let part {
      let area = part.height * part.width
      return .windows(rows.channels(range.lowerBound / area..<range.upperBound / area))
    }
    let numbers = whole(places)
    return .whole(places.indices.flatMap { numbers[$0 * size + range.lowerBound..<$0 * size + range.upperBound] })
  }

  /// Some rows, of `count`.
  func selecting(_ rows: [Int], of count: Int) -> Coefficients {
    func select(_ numbers: [Double]) -> [Double] {
      let size = numbers.count / count
      var result: [Double] = []
      result.reserveCapacity(rows.count * size)
      for row in rows { result += numbers[row * size..<(row + 1) * size] }
      return result
    }
    switch self {
    case .whole(let numbers): return .whole(select(numbers))
    case .windows(var windows):
      windows.numbers = select(windows.numbers)
      return .windows(windows)
    }
  }
}
