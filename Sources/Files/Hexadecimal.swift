import Foundation

extension Sequence<UInt8> {
  /// The bytes as an error shows them, such as `89 50 4e 47`.
  public var hexadecimal: String { map { String(format: "%02x", $0) }.joined(separator: " ") }
}
