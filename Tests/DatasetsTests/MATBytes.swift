import CZlib
import Datasets
import Foundation
import Tensors
import TestSupport

/// MAT-files put together by hand, from the format's description alone.
struct MATBytes {
  var data = Data("MATLAB 5.0 MAT-file, by hand".utf8)

  init() {
    data += Data(repeating: 0x20, count: 124 - data.count) + [0x00, 0x01, 0x49, 0x4D]
  }

  /// An array of numbers of the stored type `type`, in a class of numbers.
  mutating func append(
    _ name: String, _ dimensions: [Int], type: Int = 2, _ bytes: [UInt8], isCompressed: Bool = false, kind: UInt8 = 9
  ) {
    let shape = dimensions.flatMap { Self.word($0) }
    let body =
      Self.part(6, [kind, 0, 0, 0, 0, 0, 0, 0]) + Self.part(5, shape) + Self.part(1, Array(name.utf8))
      + Self.part(type, bytes)
    append(element: Self.word(14) + Self.word(body.count) + body, isCompressed: isCompressed)
  }

  mutating func append(element: [UInt8], isCompressed: Bool) {
    guard isCompressed else {
      data += element
      return
    }
    let stream = Self.zlib(element)
    data += Self.word(15) + Self.word(stream.count) + stream
  }

  static func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

  /// A sub-element; up to four bytes share the tag's eight.
  static func part(_ type: Int, _ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > 4 else {
      return word(bytes.count << 16 | type) + bytes + [UInt8](repeating: 0, count: 4 - bytes.count)
    }
    return word(type) + word(bytes.count) + bytes + [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
  }

  static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var count = compressBound(UInt(bytes.count))
    var stream = [UInt8](repeating: 0, count: Int(count))
    guard compress2(&stream, &count, bytes, UInt(bytes.count), 6) == Z_OK else { return [] }
    return Array(stream.prefix(Int(count)))
  }

  /// SVHN's variables for `set`, whose label 0 is written as 10.
  static func svhn(_ set: ImageSet, isCompressed: Bool) -> Data {
    var file = MATBytes()
    let shape = set.shape
    var bytes: [UInt8] = []
    for index in 0..<set.count {
      let image = Array(set.pixels(of: index))
      for c in 0..<shape.channels {
        for x in 0..<shape.width {
          for y in 0..<shape.height { bytes.append(image[(y * shape.width + x) * shape.channels + c]) }
        }
      }
    }
    file.append("X", [shape.height, shape.width, shape.channels, set.count], bytes, isCompressed: isCompressed)
    file.append("y", [set.count, 1], set.labels.map { $0 == 0 ? 10 : $0 }, isCompressed: isCompressed)
    return file.data
  }
}

extension DamagedFile {
  init(_ description: String, _ text: String, _ build: (inout MATBytes) -> Void) {
    var file = MATBytes()
    build(&file)
    self.init(description, file.data, text)
  }
}
