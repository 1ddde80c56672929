import Models
import Testing

@testable import Certification

@Suite("Rows of coefficients in windows")
struct WindowRowsTests {
  static func map(
    _ kernel: (Int, Int), stride: (Int, Int) = (1, 1), dilation: (Int, Int) = (1, 1), before: (Int, Int) = (0, 0),
    channels: Int, _ height: Int, _ width: Int, outputs: Int, groups: Int = 1
  ) -> ConvolutionMap {
    ConvolutionMap(
      filters: SampleNetworks.point(outputs * channels / groups * kernel.0 * kernel.1, seed: 4).map { $0 - 0.5 },
      window: Window(
        kernel: .init(kernel.0, kernel.1), stride: .init(stride.0, stride.1), dilation: .init(dilation.0, dilation.1),
        before: .init(before.0, before.1), after: .init(before.0, before.1)),
      channels: channels, height: height, width: width, outputs: outputs, groups: groups)
  }

  /// Narrow and wide vectors, with rests; every stride, dilation and padding; groups; maps smaller than the kernel's reach.
  static let maps = [
    map((3, 3), before: (1, 1), channels: 16, 9, 8, outputs: 16), map((3, 3), channels: 1, 12, 13, outputs: 20),
    map((3, 3), stride: (2, 2), before: (1, 1), channels: 5, 14, 11, outputs: 7),
    map((3, 2), stride: (1, 3), dilation: (2, 1), before: (2, 1), channels: 12, 10, 16, outputs: 9, groups: 3),
    map((5, 5), before: (2, 2), channels: 37, 4, 5, outputs: 3), map((1, 1), channels: 33, 6, 6, outputs: 10),
    map((2, 2), stride: (3, 3), before: (1, 1), channels: 3, 9, 9, outputs: 24),
    map((4, 4), channels: 4, 7, 7, outputs: 2),
  ]

  /// Random coefficients of what each of some places sees, zero outside the map.
  private static func rows(_ shape: MapShape, _ window: MapWindow, _ places: [MapPlace]) -> WindowRows {
    let stride = window.y.count * window.x.count * shape.channels
    let random = SampleNetworks.point(places.count * stride, seed: 8).map { $0 - 0.5 }
    var rows = WindowRows(shape: shape, window: window, numbers: [Double](repeating: 0, count: random.count))
    for (row, place) in places.enumerated() {
      var own = rows.numbers
      rows.forEachLine(row, place) { start, _, count in for i in start..<start + count { own[i] = random[i] } }
      rows.numbers = own
    }
    return rows
  }

  @Test("go back through a convolution as whole maps do", arguments: maps.indices, [1, 3])
  func convolution(index: Int, size: Int) {
    let map = Self.maps[index], output = map.output
    let places = [MapPlace(0, 0), MapPlace(output.height - 1, 0), MapPlace(output.height / 2, output.width - 1)]
    let axis = MapWindow.Axis(scale: 1, offset: -(size / 2), count: size)
    let rows = Self.rows(output, MapWindow(y: axis, x: axis), places)
    let found = map.applyTransposed(rows, places)
    var expected = [Double](repeating: 0, count: places.count * map.inputCount)
    expected.withUnsafeMutableBufferPointer {
      map.applyTransposed(rows.whole(places), rows: places.count, to: $0.baseAddress!)
    }
    let whole = found.whole(places)
    #expect(zip(whole, expected).allSatisfy { abs($0 - $1) < 1e-13 } && expected.contains { $0 != 0 })
    // What has no place in the map stays zero: nothing is lost or made up on the way to whole maps and back.
    #expect(
      WindowRows(whole: whole, rows: 3, shape: map.input).moved(to: .whole(map.input), places).numbers
        == found.moved(to: .whole(map.input), places).numbers)
    #expect(abs(found.numbers.reduce(0, +) - whole.reduce(0, +)) < 1e-10)
  }

  @Test("whose windows differ are added number by number")
  func addition() {
    let shape = MapShape(channels: 3, height: 6, width: 7), places = [MapPlace(0, 6), MapPlace(3, 2)]
    let narrow = Self.rows(shape, .single, places)
    let axis = MapWindow.Axis(scale: 1, offset: -2, count: 4)
    let wide = Self.rows(shape, MapWindow(y: axis, x: axis), places)
    let other = Self.rows(shape, MapWindow(y: .whole(6), x: axis), places)
    for (a, b) in [(narrow, wide), (wide, narrow), (wide, other), (other, wide)] {
      let sum = a.adding(b, places).whole(places)
      #expect(sum == zip(a.whole(places), b.whole(places)).map { $0 + $1 })
    }
    #expect(
      wide.channels(1..<3).whole(places)
        == places.indices.flatMap { row in
          wide.whole(places)[row * 126 + 42..<row * 126 + 126]
        })
  }

  @Test("meet lines as plain loops do, in windows and in whole", arguments: [1, 5, 16])
  func lines(channels: Int) {
    let shape = MapShape(channels: channels, height: 4, width: 5), places = [MapPlace(0, 0), MapPlace(3, 4)]
    let axis = MapWindow.Axis(scale: 1, offset: -1, count: 3)
    let rows = Self.rows(shape, MapWindow(y: axis, x: axis), places), count = shape.count
    func numbers(_ seed: UInt64) -> [Double] { SampleNetworks.point(count, seed: seed).map { 2 * $0 - 1 } }
    let lines = (0..<count).map { i in
      Lines(
        lowerSlope: numbers(1)[i], lowerShift: numbers(2)[i], upperSlope: numbers(3)[i], upperShift: numbers(4)[i])
    }
    let low = numbers(5).map { $0 - 2 }, high = numbers(6).map { $0 + 2 }, whole = rows.whole(places)
    for isWhole in [false, true] {
      var own = isWhole ? Coefficients.whole(whole) : .windows(rows)
      let sums = BoundTable(lines, low: low, high: high, isWhole ? nil : shape).meet(&own, places)
      let result = own.whole(places)
      for row in places.indices {
        var shift = 0.0, size = 0.0
        for i in 0..<count {
          let a = whole[row * count + i], line = lines[i]
          shift += a * (a > 0 ? line.lowerShift : line.upperShift)
          size +=
            abs(a) * (max(abs(line.lowerShift), abs(line.upperShift)) + max(abs(low[i]), abs(high[i])))
          #expect(result[row * count + i] == a * (a > 0 ? line.lowerSlope : line.upperSlope))
        }
        #expect(abs(sums[row].shift - shift) < 1e-12 && abs(sums[row].size - size) < 1e-12)
      }
    }
  }
}
