/// Each output is one input times a factor, or nothing of any: transposes, cuts, paddings, repetitions and scales.
struct PickMap: AffineMap {
  let inputCount: Int
  /// The input of each output; −1 for none.
  private let places: [Int32]
  private let factors: [Double]

  init(inputs: Int, places: [Int32], factors: [Double]? = nil) {
    inputCount = inputs
    self.places = places
    self.factors = factors ?? places.map { _ in 1 }
  }

  /// Each number times its factor.
  init(scales: [Double]) {
    self.init(inputs: scales.count, places: scales.indices.map { Int32($0) }, factors: scales)
  }

  /// The factor of each number where none changes its place.
  var scales: [Double]? {
    inputCount == outputCount && places.indices.allSatisfy { Int(places[$0]) == $0 } ? factors : nil
  }

  var multiplications: Int { outputCount }
  var outputCount: Int { places.count }
  var absolute: any AffineMap { PickMap(inputs: inputCount, places: places, factors: factors.map(abs)) }

  func apply(_ x: UnsafePointer<Double>, rows: Int, to y: UnsafeMutablePointer<Double>) {
    for row in 0..<rows {
      let x = x + row * inputCount, y = y + row * outputCount
      for i in places.indices where places[i] >= 0 { y[i] += factors[i] * x[Int(places[i])] }
    }
  }

  func applyTransposed(_ a: UnsafePointer<Double>, rows: Int, to x: UnsafeMutablePointer<Double>) {
    for row in 0..<rows {
      let x = x + row * inputCount, a = a + row * outputCount
      for i in places.indices where places[i] >= 0 { x[Int(places[i])] += factors[i] * a[i] }
    }
  }
}
