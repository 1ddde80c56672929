import COpenBLAS
import Models

/// A convolution of maps (C, H, W), group by group, as products of matrices: each window is a column.
struct ConvolutionMap: AffineMap {
  /// (out, in / groups, kh, kw).
  let filters: [Double]
  let window: Window
  let channels: Int
  let height: Int
  let width: Int
  let outputs: Int
  let groups: Int
  let places: Window.Pair
  /// The filters, tap by tap, as rows of windows need them: (groups, kh, kw, out / groups, in / groups), or with the last two
  /// the other way round where they are narrow.
  let tapFilters: [Double]

  init(filters: [Double], window: Window, channels: Int, height: Int, width: Int, outputs: Int, groups: Int) {
    self.filters = filters
    self.window = window
    self.channels = channels
    self.height = height
    self.width = width
    self.outputs = outputs
    self.groups = groups
    places = window.places(height: height, width: width)
    let own = channels / groups, each = outputs / groups, taps = window.kernel.y * window.kernel.x
    let isNarrow = Self.isNarrow(own)
    var tapFilters = [Double](repeating: 0, count: filters.count)
    for output in 0..<outputs {
      let (group, o) = output.quotientAndRemainder(dividingBy: each)
      for i in 0..<own {
        for tap in 0..<taps {
          let start = (group * taps + tap) * own * each
          tapFilters[start + (isNarrow ? i * each + o : o * own + i)] = filters[(output * own + i) * taps + tap]
        }
      }
    }
    self.tapFilters = tapFilters
  }

  /// Vectors of few input channels would be nearly empty: then outputs fill them.
  private static func isNarrow(_ channels: Int) -> Bool { channels <= 4 }
  var isNarrow: Bool { Self.isNarrow(channels / groups) }

  var multiplications: Int { filters.count * area }
  var inputCount: Int { channels * height * width }
  var outputCount: Int { outputs * places.y * places.x }
  var absolute: any AffineMap {
    ConvolutionMap(
      filters: filters.map(abs), window: window, channels: channels, height: height, width: width, outputs: outputs,
      groups: groups)
  }

  /// Numbers of one window of one group.
  private var depth: Int { channels / groups * window.kernel.y * window.kernel.x }
  private var area: Int { places.y * places.x }

  func apply(_ x: UnsafePointer<Double>, rows: Int, to y: UnsafeMutablePointer<Double>) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: depth * area) { columns in
      let columns = columns.baseAddress!
      for row in 0..<rows {
        for group in 0..<groups {
          gather(x + row * inputCount + group * inputCount / groups, into: columns)
          filters.withUnsafeBufferPointer { filters in
            cblas_dgemm(
              CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(outputs / groups), Int32(area), Int32(depth), 1,
              filters.baseAddress! + group * filters.count / groups, Int32(depth), columns, Int32(area), 1,
              y + row * outputCount + group * outputCount / groups, Int32(area))
          }
        }
      }
    }
  }

  func applyTransposed(_ a: UnsafePointer<Double>, rows: Int, to x: UnsafeMutablePointer<Double>) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: depth * area) { columns in
      let columns = columns.baseAddress!
      for row in 0..<rows {
        let lines = lines(a + row * outputCount)
        guard !lines.isEmpty else { continue }
        let first = lines.lowerBound * places.x
        for group in 0..<groups {
          filters.withUnsafeBufferPointer { filters in
            cblas_dgemm(
              CblasRowMajor, CblasTrans, CblasNoTrans, Int32(depth), Int32(lines.count * places.x),
              Int32(outputs / groups), 1, filters.baseAddress! + group * filters.count / groups, Int32(depth),
              a + row * outputCount + group * outputCount / groups + first, Int32(area), 0, columns + first, Int32(area)
            )
          }
          scatter(columns, onto: x + row * inputCount + group * inputCount / groups, lines)
        }
      }
    }
  }

  /// The lines of places outside of which all coefficients are zero: a number of an inner layer sees a part of the map.
  private func lines(_ a: UnsafePointer<Double>) -> Range<Int> {
    func isZero(_ line: Int) -> Bool {
      for output in 0..<outputs {
        let start = a + output * area + line * places.x
        for i in 0..<places.x where start[i] != 0 { return false }
      }
      return true
    }
    guard let first = (0..<places.y).first(where: { !isZero($0) }) else { return 0..<0 }
    return first..<(0..<places.y).last { !isZero($0) }! + 1
  }

  /// Calls `body` with a row of a window's place, for each run of windows that lie inside the map: the first number of the
  /// columns, that of the map, how many windows, and the map's step from one to the next. `lines` are those of places.
  @inline(__always)
  private func forEachRun(_ lines: Range<Int>, _ body: (_ column: Int, _ pixel: Int, _ count: Int, _ step: Int) -> Void)
  {
    let (kernel, stride, dilation) = (window.kernel, window.stride, window.dilation)
    for channel in 0..<channels / groups {
      for ky in 0..<kernel.y {
        for kx in 0..<kernel.x {
          let line = ((channel * kernel.y + ky) * kernel.x + kx) * area
          let shift = kx * dilation.x - window.before.x
          // Windows whose pixel is from 0 to width − 1.
          let first = max(0, shift < 0 ? (-shift + stride.x - 1) / stride.x : 0)
          let last = width - 1 - shift < 0 ? -1 : min(places.x - 1, (width - 1 - shift) / stride.x)
          guard first <= last else { continue }
          for place in lines {
            let y = place * stride.y + ky * dilation.y - window.before.y
            guard y >= 0, y < height else { continue }
            body(
              line + place * places.x + first, (channel * height + y) * width + first * stride.x + shift,
              last - first + 1, stride.x)
          }
        }
      }
    }
  }

  private func gather(_ map: UnsafePointer<Double>, into columns: UnsafeMutablePointer<Double>) {
    columns.update(repeating: 0, count: depth * area)
    forEachRun(0..<places.y) { column, pixel, count, step in
      if step == 1 {
        (columns + column).update(from: map + pixel, count: count)
      } else {
        for i in 0..<count { columns[column + i] = map[pixel + i * step] }
      }
    }
  }

  private func scatter(
    _ columns: UnsafePointer<Double>, onto map: UnsafeMutablePointer<Double>, _ lines: Range<Int>
  ) {
    forEachRun(lines) { column, pixel, count, step in
      let target = map + pixel, source = columns + column
      // The compiler turns the first loop into vectors.
      if step == 1 {
        for i in 0..<count { target[i] += source[i] }
      } else {
        for i in 0..<count { target[i * step] += source[i] }
      }
    }
  }
}
