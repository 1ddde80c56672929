import Tensors

extension ONNXElementType {
  /// The field of a tensor in which numbers of this type stand where they are not stored as bytes.
  var field: Int {
    switch self {
    case .float32: 4
    case .float16, .bfloat16, .bool, .uint8, .int8, .uint16, .int16, .int32: 5
    case .int64: 7
    case .float64: 10
    case .uint32: 11
    }
  }

  /// The bytes of memory that `payload(stored:)` takes for a number: those of the number in its payload, and where it
  /// is turned into another type, those of a copy of what is stored.
  var memory: Int {
    switch self {
    case .float32, .int64, .bool: size
    case .float16, .bfloat16, .float64: size + MemoryLayout<Float>.size
    case .uint8, .int8, .uint16, .int16, .uint32, .int32: size + MemoryLayout<Int64>.size
    }
  }

  /// The numbers that are stored as `bytes`.
  func payload(stored bytes: UnsafeRawBufferPointer) -> ONNXTensor.Payload {
    switch self {
    case .float32: .floats([Float](stored: bytes))
    case .float16: .floats([UInt16](stored: bytes).map(Float.init(half:)))
    case .bfloat16: .floats([UInt16](stored: bytes).map(Float.init(brain:)))
    case .float64: .floats([Double](stored: bytes).map { Float($0) })
    case .uint8: .ints([UInt8](stored: bytes).map { Int64($0) })
    case .int8: .ints([Int8](stored: bytes).map { Int64($0) })
    case .uint16: .ints([UInt16](stored: bytes).map { Int64($0) })
    case .int16: .ints([Int16](stored: bytes).map { Int64($0) })
    case .uint32: .ints([UInt32](stored: bytes).map { Int64($0) })
    case .int32: .ints([Int32](stored: bytes).map { Int64($0) })
    case .int64: .ints([Int64](stored: bytes))
    case .bool: .booleans(bytes.map { $0 != 0 })
    }
  }

  /// The numbers that stand in the list for this type. Each of `ints` is in `range`.
  func payload(floats: [Float], doubles: [Double], ints: [Int64]) -> ONNXTensor.Payload {
    switch self {
    case .float32: .floats(floats)
    case .float16: .floats(ints.map { Float(half: UInt16($0)) })
    case .bfloat16: .floats(ints.map { Float(brain: UInt16($0)) })
    case .float64: .floats(doubles.map { Float($0) })
    case .uint8, .int8, .uint16, .int16, .uint32, .int32, .int64: .ints(ints)
    case .bool: .booleans(ints.map { $0 != 0 })
    }
  }
}
