import Files

extension MATFile {
  /// The whole numbers of a variable. Throws a `FileError` for a number with a fraction and for one beyond 2⁵³.
  func integers(of variable: Variable) throws -> [Int] {
    var numbers: [Int] = []
    numbers.reserveCapacity(variable.count)
    let size = variable.type.size
    try forEachBlock(of: variable, block: 4096 * size) { bytes in
      for place in stride(from: 0, to: bytes.count, by: size) {
        let bits = (0..<size).reduce(UInt64(0)) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) }
        guard let number = Self.integer(bits, variable.type) else {
          throw FileError(
            path, at: "variable \(variable.name), number \(numbers.count)", "not a whole number")
        }
        numbers.append(number)
      }
    }
    return numbers
  }

  private static func integer(_ bits: UInt64, _ type: NumberType) -> Int? {
    func whole(_ value: Double) -> Int? { value.magnitude <= 0x1p53 ? Int(exactly: value) : nil }
    return switch type {
    case .int8: Int(Int8(truncatingIfNeeded: bits))
    case .int16: Int(Int16(truncatingIfNeeded: bits))
    case .int32: Int(Int32(truncatingIfNeeded: bits))
    case .int64: Int(Int64(bitPattern: bits))
    case .uint8, .uint16, .uint32, .uint64: Int(exactly: bits)
    case .single: whole(Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))))
    case .double: whole(Double(bitPattern: bits))
    }
  }
}
