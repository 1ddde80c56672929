import COpenBLAS

/// A linear map y = W x, in double precision, of many vectors at once: `rows` lie one behind the other.
///
/// Constants that are added stand beside it, in `BoundProgram.Step`.
protocol AffineMap: Sendable {
  var inputCount: Int { get }
  var outputCount: Int { get }
  /// Multiplications of one vector.
  var multiplications: Int { get }
  /// Adds W x of each of `rows` vectors x (rows, inputs) to `y` (rows, outputs).
  func apply(_ x: UnsafePointer<Double>, rows: Int, to y: UnsafeMutablePointer<Double>)
  /// Adds Wᵀ a of each of `rows` vectors a (rows, outputs) to `x` (rows, inputs).
  func applyTransposed(_ a: UnsafePointer<Double>, rows: Int, to x: UnsafeMutablePointer<Double>)
  /// The map of the weights' absolute values.
  var absolute: any AffineMap { get }
}

/// The same matrix (outputs, inputs) at each of `places` groups of neighbouring numbers.
struct DenseMap: AffineMap {
  let matrix: [Double]
  let outputs: Int
  let inputs: Int
  let places: Int

  var inputCount: Int { places * inputs }
  var multiplications: Int { matrix.count * places }
  var outputCount: Int { places * outputs }
  var absolute: any AffineMap {
    DenseMap(matrix: matrix.map(abs), outputs: outputs, inputs: inputs, places: places)
  }

  func apply(_ x: UnsafePointer<Double>, rows: Int, to y: UnsafeMutablePointer<Double>) {
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, Int32(rows * places), Int32(outputs), Int32(inputs), 1, x,
      Int32(inputs), matrix, Int32(inputs), 1, y, Int32(outputs))
  }

  func applyTransposed(_ a: UnsafePointer<Double>, rows: Int, to x: UnsafeMutablePointer<Double>) {
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows * places), Int32(inputs), Int32(outputs), 1, a,
      Int32(outputs), matrix, Int32(inputs), 1, x, Int32(inputs))
  }
}

/// Each output is a weighted sum of few inputs: output i has the entries from `starts[i]` to `starts[i + 1]`.
struct SparseMap: AffineMap {
  let inputCount: Int
  private(set) var starts: [Int32] = [0]
  private(set) var columns: [Int32] = []
  private(set) var weights: [Double] = []

  var outputCount: Int { starts.count - 1 }
  var multiplications: Int { weights.count }

  /// `entries` gives the inputs of each output and their weights.
  init(inputs: Int, outputs: Int, _ entries: (_ output: Int) -> [(input: Int, weight: Double)]) {
    inputCount = inputs
    for output in 0..<outputs {
      for (input, weight) in entries(output) {
        columns.append(Int32(input))
        weights.append(weight)
      }
      starts.append(Int32(columns.count))
    }
  }

  var absolute: any AffineMap {
    var map = self
    map.weights = weights.map(abs)
    return map
  }

  func apply(_ x: UnsafePointer<Double>, rows: Int, to y: UnsafeMutablePointer<Double>) {
    for row in 0..<rows {
      let x = x + row * inputCount, y = y + row * outputCount
      for output in 0..<outputCount {
        var sum = 0.0
        for entry in Int(starts[output])..<Int(starts[output + 1]) { sum += weights[entry] * x[Int(columns[entry])] }
        y[output] += sum
      }
    }
  }

  func applyTransposed(_ a: UnsafePointer<Double>, rows: Int, to x: UnsafeMutablePointer<Double>) {
    for row in 0..<rows {
      let x = x + row * inputCount, a = a + row * outputCount
      for output in 0..<outputCount where a[output] != 0 {
        for entry in Int(starts[output])..<Int(starts[output + 1]) {
          x[Int(columns[entry])] += weights[entry] * a[output]
        }
      }
    }
  }
}
