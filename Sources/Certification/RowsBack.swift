import Models

/// Rows on their way back from one value through the network: each bounds a number of that value, or its negative, from below.
struct RowsBack: Sendable {
  /// The number of each row.
  var numbers: [Int]
  /// Whether it is the number itself that a row bounds, and not its negative.
  var isLower: [Bool]
  /// Where each row began.
  var places: [MapPlace]
  /// The coefficients of what was not passed yet, by value.
  var coefficients: [Int: Coefficients]
  var constants: [Double]
  /// What rounding on the way may have added to each row's value.
  var slack: [Double]
  /// How many functions were passed.
  var functions = 0

  var count: Int { constants.count }

  /// Begins at `numbers` of a value of `size` numbers, with windows where it is a map.
  init(_ numbers: [Int], _ isLower: [Bool], of value: Int, size: Int, _ shape: MapShape?) {
    self.numbers = numbers
    self.isLower = isLower
    constants = [Double](repeating: 0, count: numbers.count)
    slack = constants
    let width = shape?.channels ?? size, area = shape.map { $0.height * $0.width } ?? size
    var ones = [Double](repeating: 0, count: numbers.count * width)
    places = numbers.map { number in
      shape.map { MapPlace(number % area / $0.width, number % area % $0.width) } ?? MapPlace(0, 0)
    }
    for (row, number) in numbers.enumerated() {
      ones[row * width + (shape == nil ? number : number / area)] = isLower[row] ? 1 : -1
    }
    coefficients = [
      value: shape.map { .windows(WindowRows(shape: $0, window: .single, numbers: ones)) } ?? .whole(ones)
    ]
  }

  mutating func add(_ own: Coefficients, to value: Int) {
    coefficients[value] = coefficients[value].map { $0.adding(own, places) } ?? own
  }

  /// Some of the rows.
  func selecting(_ rows: [Int]) -> RowsBack {
    var result = self
    result.numbers = rows.map { numbers[$0] }
    result.isLower = rows.map { isLower[$0] }
    result.places = rows.map { places[$0] }
    result.constants = rows.map { constants[$0] }
    result.slack = rows.map { slack[$0] }
    result.coefficients = coefficients.mapValues { $0.selecting(rows, of: count) }
    return result
  }
}
