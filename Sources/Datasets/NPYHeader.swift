import Files
import Foundation

/// What stands before the numbers of a NumPy array: their type, their order and the array's shape.
///
/// The format is that of `numpy.lib.format`, versions 1 to 3.
struct NPYHeader: Equatable {
  enum Kind: String {
    case unsigned = "u"
    case signed = "i"
    case float = "f"
  }

  let kind: Kind
  /// The bytes of a number.
  let size: Int
  /// Whether the first index runs fastest.
  let isFortran: Bool
  let shape: [Int]
  /// The bytes before the numbers.
  let length: Int

  /// The bytes of all numbers.
  let bytes: Int

  /// Such as `uint8`, as NumPy calls it.
  var type: String {
    switch kind {
    case .unsigned: "uint\(8 * size)"
    case .signed: "int\(8 * size)"
    case .float: "float\(8 * size)"
    }
  }

  /// The shape with the type, `10000x32x32x3 uint8`.
  var words: String { "\(Self.words(shape)) \(type)" }

  private static func words(_ shape: [Int]) -> String {
    shape.isEmpty ? "no" : shape.map(String.init).joined(separator: "x")
  }

  static let magic: [UInt8] = [0x93] + "NUMPY".utf8
  /// More than NumPy itself takes.
  private static let longestText = 1 << 16

  /// Reads a header with `next`, which gives the next bytes of the array's file. `path` and `place` are for errors.
  init(path: String, at place: String?, next: (Int) throws -> [UInt8]) throws {
    func failure(_ problem: String, _ expected: String, _ found: String, _ advice: String? = nil) -> FileError {
      FileError(path, at: place, problem, expected: expected, found: found, advice: advice)
    }
    let start = try next(8)
    guard start.prefix(6).elementsEqual(Self.magic) else {
      throw failure("not a NumPy array", "93 4e 55 4d 50 59 at its start", start.prefix(6).hexadecimal)
    }
    guard (1...3).contains(start[6]) else {
      throw failure("another version of the format", "1 to 3", "\(start[6])")
    }
    let lengthBytes = start[6] == 1 ? 2 : 4
    let textLength = try next(lengthBytes).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard textLength <= Self.longestText else {
      throw failure("the header is too long", "at most \(Self.longestText) bytes", "\(textLength)")
    }
    length = 8 + lengthBytes + textLength
    let text = String(decoding: try next(textLength), as: UTF8.self)
    let shown = String(text.prefix(120)).trimmingCharacters(in: .whitespacesAndNewlines)
    guard let descr = text.firstMatch(of: /['"]descr['"] *: *(['"]([^'"]*)['"]|\[)/),
      let order = text.firstMatch(of: /['"]fortran_order['"] *: *(True|False)/),
      let sides = text.firstMatch(of: /['"]shape['"] *: *\(([0-9, ]*)\)/)
    else { throw failure("not a header", "descr, fortran_order and shape", shown) }
    guard let code = descr.2 else {
      throw failure("a structured array", "whole numbers or pixels", shown, "save its parts as arrays of their own")
    }
    (kind, size) = try Self.type(String(code), failure)
    isFortran = order.1 == "True"
    shape = try sides.1.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }.map {
        guard let side = Int($0) else { throw failure("not a shape", "whole numbers", String(sides.1)) }
        return side
      }
    guard let bytes = ([size] + shape).checkedProduct else {
      throw failure("not a shape", "sizes whose product is a file's", Self.words(shape))
    }
    self.bytes = bytes
  }

  private static func type(
    _ code: String, _ failure: (String, String, String, String?) -> FileError
  ) throws -> (Kind, Int) {
    let expected = "numbers such as |u1 or <i8"
    guard !code.contains("O") else {
      throw failure(
        "an object array, which holds Python pickles", expected, code, "save it as numbers, by astype(\"uint8\")")
    }
    guard code.first != ">" else {
      throw failure(
        "a big-endian array", "a little-endian one", code, "save array.astype(array.dtype.newbyteorder(\"<\"))")
    }
    guard let first = code.first, "|<=".contains(first), let kind = code.dropFirst().first,
      let known = Kind(rawValue: String(kind)), let size = Int(code.dropFirst(2)), [1, 2, 4, 8].contains(size)
    else { throw failure("not an array of numbers", expected, code, nil) }
    return (known, size)
  }
}
