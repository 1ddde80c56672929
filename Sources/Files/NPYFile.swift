public import Foundation

/// An array of float64 numbers that is written as NumPy's `.npy`, format 1.0.
public struct NPYFile: Sendable, Equatable {
  /// The length of each axis; none for a single number.
  public var shape: [Int]
  /// The numbers, the last axis running fastest.
  public var numbers: [Double]

  public init(_ shape: [Int], _ numbers: [Double]) {
    precondition(shape.reduce(1, *) == numbers.count, "an array has a number for each place")
    self.shape = shape
    self.numbers = numbers
  }

  /// The bytes of the file.
  public var npy: Data {
    var data = Self.header("<f8", shape)
    for number in numbers { withUnsafeBytes(of: number.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
    return data
  }

  /// The bytes of a file that holds a single text.
  public static func npy(text: String) -> Data {
    let scalars = Array(text.unicodeScalars)
    var data = header("<U\(max(scalars.count, 1))", [])
    // A text without characters is one of a single zero.
    for value in scalars.isEmpty ? [0] : scalars.map(\.value) {
      withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
    }
    return data
  }

  private static func header(_ type: String, _ shape: [Int]) -> Data {
    let axes = shape.map { "\($0)," }.joined(separator: " ")
    var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(axes)), }"
    // The numbers begin at a multiple of 64 bytes; ten bytes stand before the text, and a line end behind it.
    text += String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64) + "\n"
    let count = UInt16(text.utf8.count)
    return Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, UInt8(count & 0xFF), UInt8(count >> 8)]) + Data(text.utf8)
  }
}
