import Tensors

/// The whole numbers of `size` bytes each, 1, 2, 4 or 8, that stand one after another in a file, little-endian.
///
/// A number that is beyond `Int` is `nil`.
func integers(stored bytes: UnsafeRawBufferPointer, size: Int, isSigned: Bool) -> [Int?] {
  switch (size, isSigned) {
  case (1, true): [Int8](stored: bytes).map { Int($0) }
  case (2, true): [Int16](stored: bytes).map { Int($0) }
  case (4, true): [Int32](stored: bytes).map { Int($0) }
  case (8, true): [Int64](stored: bytes).map { Int($0) }
  case (1, false): [UInt8](stored: bytes).map { Int($0) }
  case (2, false): [UInt16](stored: bytes).map { Int($0) }
  case (4, false): [UInt32](stored: bytes).map { Int($0) }
  case (8, false): [UInt64](stored: bytes).map { Int(exactly: $0) }
  default: preconditionFailure("numbers have 1, 2, 4 or 8 bytes")
  }
}
