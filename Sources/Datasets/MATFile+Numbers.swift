import Files
import Tensors

extension MATFile {
  /// The whole numbers of a variable. Throws a `FileError` for a number with a fraction and for one beyond 2⁵³.
  func integers(of variable: Variable) throws -> [Int] {
    var numbers: [Int] = []
    numbers.reserveCapacity(variable.count)
    let size = variable.type.size
    try forEachBlock(of: variable, block: 4096 * size) { bytes in
      for number in Self.integers(UnsafeRawBufferPointer(bytes), variable.type) {
        guard let number else {
          throw FileError(
            path, at: "variable \(variable.name), number \(numbers.count)", "not a whole number")
        }
        numbers.append(number)
      }
    }
    return numbers
  }

  private static func integers(_ bytes: UnsafeRawBufferPointer, _ type: NumberType) -> [Int?] {
    func whole(_ value: Double) -> Int? { value.magnitude <= 0x1p53 ? Int(exactly: value) : nil }
    return switch type {
    case .int8, .int16, .int32, .int64: Datasets.integers(stored: bytes, size: type.size, isSigned: true)
    case .uint8, .uint16, .uint32, .uint64: Datasets.integers(stored: bytes, size: type.size, isSigned: false)
    case .single: [Float](stored: bytes).map { whole(Double($0)) }
    case .double: [Double](stored: bytes).map(whole)
    }
  }
}
