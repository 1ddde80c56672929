public import Foundation
import Tensors

/// Seeded damage to a file's bytes, for the claim that a reader answers all of it in words.
public struct Mutation: CustomStringConvertible {
  public let data: Data
  public let description: String

  /// `count` versions of `data`.
  public static func all(of data: Data, count: Int, seed: UInt64) -> [Mutation] {
    (0..<count).map { Mutation(of: data, seed: seed, index: $0) }
  }

  /// One version of `data`, with one to three changes: a flipped bit, an extreme byte, a piece cut out, doubled or
  /// overwritten, or an early end.
  public init(of data: Data, seed: UInt64, index: Int) {
    var stream = RandomStream(seed: seed, purpose: .test, index: UInt64(index))
    var bytes = [UInt8](data), changes: [String] = []
    for _ in 0...stream.nextInteger(below: 3) where !bytes.isEmpty {
      changes.append(Self.change(&bytes, &stream))
    }
    self.data = Data(bytes)
    description = "mutation \(index): \(changes.joined(separator: ", "))"
  }

  private static func change(_ bytes: inout [UInt8], _ stream: inout RandomStream) -> String {
    // Every other place is in the first 64 bytes: headers are short and hold the claims.
    let bound = stream.nextBits() & 1 == 0 ? bytes.count : min(64, bytes.count)
    let place = stream.nextInteger(below: bound)
    let piece = place..<min(bytes.count, place + 1 + stream.nextInteger(below: 16))
    switch stream.nextInteger(below: 6) {
    case 0:
      bytes[place] ^= 1 << UInt8(stream.nextInteger(below: 8))
      return "flip at \(place)"
    case 1:
      bytes[place] = [0x00, 0x7F, 0x80, 0xFF][stream.nextInteger(below: 4)]
      return "extreme at \(place)"
    case 2:
      bytes.removeSubrange(piece)
      return "cut \(piece)"
    case 3:
      bytes.insert(contentsOf: Array(bytes[piece]), at: place)
      return "double \(piece)"
    case 4:
      for i in piece { bytes[i] = UInt8(truncatingIfNeeded: stream.nextBits()) }
      return "overwrite \(piece)"
    default:
      bytes.removeSubrange(place...)
      return "end at \(place)"
    }
  }
}
