import CKernels
import Models

/// Rows of coefficients of a map, of which each is zero outside its own window: (rows, lines, columns, channels).
///
/// Work and memory go with what a number sees of the map instead of with the map. What a window has outside the map is zero.
struct WindowRows: Sendable {
  let shape: MapShape
  let window: MapWindow
  var numbers: [Double]

  /// Numbers of one row.
  var stride: Int { window.y.count * window.x.count * shape.channels }

  init(shape: MapShape, window: MapWindow, numbers: [Double]) {
    self.shape = shape
    self.window = window
    self.numbers = numbers
  }

  /// Whole maps in PyTorch's order.
  init(whole numbers: [Double], rows: Int, shape: MapShape) {
    self.init(shape: shape, window: .whole(shape), numbers: [])
    self.numbers.reserveCapacity(numbers.count)
    for row in 0..<rows {
      self.numbers += shape.channelsLast(Array(numbers[row * shape.count..<(row + 1) * shape.count]))
    }
  }

  /// Calls `body` with each line of a row that lies in the map: where it begins in `numbers` and in a map (H, W, C), and how
  /// many numbers it has.
  @inline(__always)
  func forEachLine(_ row: Int, _ place: Window.Pair, _ body: (_ own: Int, _ map: Int, _ count: Int) -> Void) {
    let columns = window.x.inside(place.x, shape.width)
    guard !columns.isEmpty else { return }
    let top = window.y.first(place.y), left = window.x.first(place.x) + columns.lowerBound
    for line in window.y.inside(place.y, shape.height) {
      body(
        row * stride + (line * window.x.count + columns.lowerBound) * shape.channels,
        ((top + line) * shape.width + left) * shape.channels, columns.count * shape.channels)
    }
  }

  /// The rows as whole maps in PyTorch's order. `places` are those where the rows began.
  func whole(_ places: [Window.Pair]) -> [Double] {
    let area = shape.height * shape.width
    var result = [Double](repeating: 0, count: places.count * shape.count)
    for (row, place) in places.enumerated() {
      forEachLine(row, place) { own, map, count in
        for i in 0..<count {
          let (pixel, channel) = ((map + i) / shape.channels, (map + i) % shape.channels)
          result[row * shape.count + channel * area + pixel] = numbers[own + i]
        }
      }
    }
    return result
  }

  /// The same coefficients in windows that hold these.
  func moved(to target: MapWindow, _ places: [Window.Pair]) -> WindowRows {
    if target == window { return self }
    var result = WindowRows(shape: shape, window: target, numbers: [])
    result.numbers = [Double](repeating: 0, count: places.count * result.stride)
    for (row, place) in places.enumerated() {
      let top = target.y.first(place.y), left = target.x.first(place.x)
      forEachLine(row, place) { own, map, count in
        let pixel = map / shape.channels
        let line = pixel / shape.width - top, column = pixel % shape.width - left
        let start = row * result.stride + (line * target.x.count + column) * shape.channels
        for i in 0..<count { result.numbers[start + i] = numbers[own + i] }
      }
    }
    return result
  }

  func adding(_ other: WindowRows, _ places: [Window.Pair]) -> WindowRows {
    let window = window.union(other.window, shape)
    var sum = moved(to: window, places)
    let other = other.moved(to: window, places)
    for i in sum.numbers.indices { sum.numbers[i] += other.numbers[i] }
    return sum
  }

  /// The coefficients of some channels.
  func channels(_ range: Range<Int>) -> WindowRows {
    let own = MapShape(channels: range.count, height: shape.height, width: shape.width)
    var part = WindowRows(shape: own, window: window, numbers: [])
    part.numbers.reserveCapacity(numbers.count / shape.channels * range.count)
    for pixel in 0..<numbers.count / shape.channels {
      part.numbers += numbers[pixel * shape.channels + range.lowerBound..<pixel * shape.channels + range.upperBound]
    }
    return part
  }
}

extension ConvolutionMap {
  var input: MapShape { MapShape(channels: channels, height: height, width: width) }
  var output: MapShape { MapShape(channels: outputs, height: outputCount / outputs / places.x, width: places.x) }

  /// Whether rows that see windows can pass: the kernel has no more taps than its loops can hold.
  var passesWindows: Bool { window.kernel.y * window.kernel.x <= Int(LA_MOST_TAPS) }

  /// Wᵀ a of each row.
  func applyTransposed(_ rows: WindowRows, _ places: [Window.Pair]) -> WindowRows {
    let target = rows.window.behind(window, input), source = rows.window
    let result = WindowRows(shape: input, window: target, numbers: [])
    let margin = ((window.kernel.x - 1) * window.dilation.x + window.stride.x - 1) / window.stride.x
    let line = source.x.count * outputs, paddedLine = line + 2 * margin * outputs
    let count = places.count * result.stride
    let numbers = [Double](unsafeUninitializedCapacity: count) { numbers, filled in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: source.y.count * paddedLine) { padded in
        padded.initialize(repeating: 0)
        for (row, place) in places.enumerated() {
          rows.numbers.withUnsafeBufferPointer { own in
            for y in 0..<source.y.count {
              (padded.baseAddress! + y * paddedLine + margin * outputs)
                .update(from: own.baseAddress! + row * rows.stride + y * line, count: line)
            }
          }
          spread(
            padded.baseAddress!, margin, source, place, onto: numbers.baseAddress! + row * result.stride, target)
        }
      }
      filled = count
    }
    return WindowRows(shape: input, window: target, numbers: numbers)
  }

  private func spread(
    _ padded: UnsafePointer<Double>, _ margin: Int, _ source: MapWindow, _ place: Window.Pair,
    onto numbers: UnsafeMutablePointer<Double>, _ target: MapWindow
  ) {
    func axis(
      _ source: MapWindow.Axis, _ target: MapWindow.Axis, _ place: Int, _ size: Int,
      _ of: KeyPath<Window.Pair, Int>
    ) -> la_axis {
      la_axis(
        source_first: Int64(source.first(place)), source_count: Int64(source.count),
        target_first: Int64(target.first(place)), target_count: Int64(target.count), map_size: Int64(size),
        kernel: Int64(window.kernel[keyPath: of]), stride: Int64(window.stride[keyPath: of]),
        dilation: Int64(window.dilation[keyPath: of]), before: Int64(window.before[keyPath: of]))
    }
    let y = axis(source.y, target.y, place.y, height, \.y), x = axis(source.x, target.x, place.x, width, \.x)
    tapFilters.withUnsafeBufferPointer { filters in
      for group in 0..<groups {
        var call = la_convolution_back(
          target: numbers + group * channels / groups, source: padded + group * outputs / groups,
          filters: filters.baseAddress! + group * filters.count / groups, y: y, x: x,
          inputs: Int64(channels / groups), outputs: Int64(outputs / groups), target_pixel: Int64(channels),
          source_pixel: Int64(outputs), margin: Int64(margin), is_narrow: isNarrow)
        la_convolve_back(&call)
      }
    }
  }
}
