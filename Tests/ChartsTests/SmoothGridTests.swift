import Testing

@testable import Charts

@Suite("Values between the points of a grid")
struct SmoothGridTests {
  @Test("The points themselves keep their values")
  func points() {
    let values = (0..<12).map { Double($0 * $0 % 7) }
    let grid = SmoothGrid(xs: [0, 1, 2, 5], ys: [-1, 0, 3], values: values, parts: 4)
    #expect(grid.xs.count == 13 && grid.ys.count == 9 && grid.values.count == 13 * 9)
    for row in 0..<3 {
      for column in 0..<4 { #expect(grid.values[row * 4 * 13 + column * 4] == values[row * 4 + column]) }
    }
  }

  @Test("A plane stays a plane within, and nothing is higher or lower than the points beside it")
  func plane() {
    let places = (0..<6).map(Double.init)
    let plane = SmoothGrid(
      xs: places, ys: places, values: places.flatMap { y in places.map { 2 * $0 - y } }, parts: 3)
    for row in 3...12 {
      for column in 3...12 {
        #expect(abs(plane.values[row * 16 + column] - (2 * plane.xs[column] - plane.ys[row])) < 1e-12)
      }
    }
    let step = SmoothGrid(xs: places, ys: [0, 1], values: [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1], parts: 8)
    #expect(step.values.allSatisfy { (0...1).contains($0) } && step.values.contains { $0 > 0 && $0 < 1 })
  }

  @Test("There is no value beside one that is missing, but at the points that have one")
  func missing() {
    let grid = SmoothGrid(xs: [0, 1, 2], ys: [0, 1], values: [1, 2, .nan, 3, 4, 5], parts: 2)
    #expect(grid.values[0..<3].allSatisfy(\.isFinite) && !grid.values[3].isFinite && !grid.values[4].isFinite)
    #expect(grid.values[2] == 2 && grid.values[14] == 5 && !grid.values[13].isFinite)
  }
}
