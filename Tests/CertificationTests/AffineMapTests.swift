import Models
import Testing

@testable import Certification

@Suite("Linear maps")
struct AffineMapTests {
  static let maps: [any AffineMap] = [
    DenseMap(matrix: SampleNetworks.point(15, seed: 1), outputs: 3, inputs: 5, places: 4),
    ConvolutionMap(
      filters: SampleNetworks.point(6 * 2 * 3 * 2, seed: 2),
      window: Window(
        kernel: .init(3, 2), stride: .init(2, 1), dilation: .init(1, 2), before: .init(1, 2), after: .init(2, 0)),
      channels: 4, height: 7, width: 6, outputs: 6, groups: 2),
    ConvolutionMap(
      filters: SampleNetworks.point(3 * 2 * 5 * 5, seed: 3),
      window: Window(kernel: .init(5, 5), stride: .init(3, 3), before: .init(4, 4), after: .init(4, 4)),
      channels: 2, height: 4, width: 5, outputs: 3, groups: 1),
    PickMap(inputs: 6, places: [2, -1, 0, 0, 5], factors: [1, 3, -2, 0.5, 4]),
    SparseMap(inputs: 4, outputs: 3) { [[(0, 1.5), (3, -2)], [], [(2, 1), (2, 1), (1, -1)]][$0] },
  ]

  /// ⟨W x, a⟩ = ⟨x, Wᵀ a⟩, for several vectors at once.
  @Test("and their transposes are adjoint", arguments: maps.indices)
  func adjoint(index: Int) {
    let map = Self.maps[index], rows = 3
    let x = SampleNetworks.point(rows * map.inputCount, seed: 5).map { $0 - 0.5 }
    let a = SampleNetworks.point(rows * map.outputCount, seed: 6).map { $0 - 0.5 }
    var y = [Double](repeating: 0, count: a.count), back = [Double](repeating: 0, count: x.count)
    y.withUnsafeMutableBufferPointer { map.apply(x, rows: rows, to: $0.baseAddress!) }
    back.withUnsafeMutableBufferPointer { map.applyTransposed(a, rows: rows, to: $0.baseAddress!) }
    for row in 0..<rows {
      let forward = (0..<map.outputCount).reduce(0.0) {
        $0 + y[row * map.outputCount + $1] * a[row * map.outputCount + $1]
      }
      let backward = (0..<map.inputCount).reduce(0.0) {
        $0 + back[row * map.inputCount + $1] * x[row * map.inputCount + $1]
      }
      #expect(abs(forward - backward) < 1e-12 && forward != 0)
    }
  }

  @Test("of absolute weights bound the map's change", arguments: maps.indices)
  func absolute(index: Int) {
    let map = Self.maps[index]
    let x = SampleNetworks.point(map.inputCount, seed: 7).map { $0 - 0.5 }
    var y = [Double](repeating: 0, count: map.outputCount), most = y
    y.withUnsafeMutableBufferPointer { map.apply(x, rows: 1, to: $0.baseAddress!) }
    most.withUnsafeMutableBufferPointer { map.absolute.apply(x.map(abs), rows: 1, to: $0.baseAddress!) }
    for i in y.indices { #expect(abs(y[i]) <= most[i] + 1e-15) }
  }
}
