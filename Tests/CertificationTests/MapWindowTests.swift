import Models
import Testing

@testable import Certification

@Suite("Windows of maps")
struct MapWindowTests {
  private static let same = Window(kernel: .init(3, 3), before: .init(1, 1), after: .init(1, 1))
  private static let strided = Window(
    kernel: .init(3, 3), stride: .init(2, 2), before: .init(1, 1), after: .init(1, 1))

  @Test("grow by a kernel's reach, and by strides before it, until they are the map")
  func reach() {
    let large = MapShape(channels: 1, height: 28, width: 28)
    var window = MapWindow.single
    window = window.behind(Self.same, large)
    #expect(window.y == MapWindow.Axis(scale: 1, offset: -1, count: 3) && window.x == window.y)
    window = window.behind(Self.strided, large)
    #expect(window.y == MapWindow.Axis(scale: 2, offset: -3, count: 7))
    window = window.behind(Self.same, large)
    #expect(window.y == MapWindow.Axis(scale: 2, offset: -4, count: 9))
    #expect(window.behind(Self.same, MapShape(channels: 1, height: 11, width: 12)).y == .whole(11))
    #expect(
      window.behind(Self.same, MapShape(channels: 1, height: 11, width: 12)).x
        == MapWindow.Axis(scale: 2, offset: -5, count: 11))
  }

  @Test("lie in the map but for their part beyond its edges")
  func inside() {
    let axis = MapWindow.Axis(scale: 2, offset: -3, count: 7)
    #expect(axis.inside(0, 28) == 3..<7 && axis.inside(5, 28) == 0..<7 && axis.inside(13, 28) == 0..<5)
    #expect(axis.inside(40, 28).isEmpty && MapWindow.Axis(scale: 1, offset: -9, count: 3).inside(2, 5).isEmpty)
  }

  @Test("of two branches are joined, and are the map where their strides differ")
  func union() {
    let shape = MapShape(channels: 1, height: 20, width: 20)
    let single = MapWindow.single, wide = single.behind(Self.same, shape)
    #expect(single.union(wide, shape) == wide && wide.union(single, shape) == wide)
    #expect(wide.union(single.behind(Self.strided, shape), shape) == .whole(shape))
  }
}
