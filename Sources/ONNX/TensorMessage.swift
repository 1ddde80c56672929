import Files
import Tensors

/// A tensor as the fields of its message hold it.
struct TensorMessage {
  private(set) var name = ""
  private let file: WireFile
  private var dimensions: [Int64] = []
  private var type: Int64 = 0
  private var floats: [Float] = []
  private var doubles: [Double] = []
  private var ints: [Int64] = []
  /// The place of the numbers in the file, where they are stored as bytes.
  private var raw: Range<Int>?
  /// The fields in which numbers stand.
  private var used: Set<Int> = []
  private var isSegment = false
  private var isExternal = false
  private var external: [String: String] = [:]

  init(_ message: WireMessage) throws {
    file = message.file
    try message.forEachField { field in
      switch field.number {
      case 1: try field.append(to: &dimensions)
      case 2: type = try field.int()
      case 3: isSegment = true
      case 4: try field.append(to: &floats)
      case 5, 7, 11: try field.append(to: &ints)
      case 8: name = try field.string()
      case 9:
        let bytes = try field.bytes()
        raw = bytes.isEmpty ? nil : bytes
      case 10: try field.append(to: &doubles)
      case 13:
        let (key, value) = try field.entry()
        external[key] = value
      case 14: isExternal = try field.int() == 1
      default: break
      }
      if [4, 5, 6, 7, 10, 11].contains(field.number) { used.insert(field.number) }
    }
  }

  /// The tensor with its numbers. `place` names it in errors, and files beside the model are found in `folder`.
  func tensor(at place: String, folder: String) throws -> ONNXTensor {
    let type = try ONNXElementType(code: type, at: place, path: file.path)
    let shape = try ONNXTensor.shape(dimensions, at: place, path: file.path)
    let count = shape.reduce(1, *)
    func refuse(_ problem: String, expected: String? = nil, found: String? = nil) -> FileError {
      FileError(file.path, at: place, problem, expected: expected, found: found)
    }
    guard !isSegment else { throw refuse("is a part of a tensor, which is not read") }
    let places = used.union(raw == nil ? [] : [9]).union(isExternal ? [13] : [])
    guard places.isSubset(of: [type.field]) || places == [9] || places == [13] else {
      throw refuse(
        "its numbers stand in the wrong place, or in several", expected: "raw bytes, or field \(type.field)",
        found: "fields \(places.sorted())")
    }
    if isExternal {
      let bytes = try ExternalData(external, model: file, folder: folder, place: place)
        .bytes(count: count, of: type)
      return ONNXTensor(shape: shape, payload: bytes.withUnsafeBytes { type.payload(stored: $0) })
    }
    if let raw {
      guard raw.count == count * type.size else {
        throw refuse(
          "its bytes do not fit its shape", expected: "\(count * type.size) for \(shape) of \(type)",
          found: "\(raw.count)")
      }
      try file.requireMemory(count * type.memory, for: place, of: file.path)
      return ONNXTensor(
        shape: shape, payload: file.bytes[raw].withUnsafeBytes { type.payload(stored: $0) })
    }
    let found = floats.count + doubles.count + ints.count
    guard found == count else {
      throw refuse("its numbers do not fit its shape", expected: "\(count) for \(shape)", found: "\(found)")
    }
    if let value = ints.first(where: { !type.range.contains($0) }) {
      throw refuse("a number is not one of \(type)", expected: "\(type.range)", found: "\(value)")
    }
    // The lists have their memory already; floats may be made of them.
    try file.requireMemory(count * MemoryLayout<Float>.size, for: place, of: file.path)
    return ONNXTensor(shape: shape, payload: type.payload(floats: floats, doubles: doubles, ints: ints))
  }
}

extension ONNXTensor {
  /// More dimensions than any tensor of a classifier has.
  private static let mostSizes = 64

  /// The shape with these sizes. Throws a `FileError` where one is negative, or where the tensor could not be addressed.
  static func shape(_ sizes: [Int64], at place: String, path: String) throws -> [Int] {
    guard sizes.count <= mostSizes else {
      throw FileError(path, at: place, "not a shape", expected: "at most \(mostSizes) sizes", found: "\(sizes.count)")
    }
    let shape = sizes.map { Int($0) }
    // A number takes 20 bytes at most while it is read: a double as it is stored, a copy, and a float.
    guard ([20] + shape).checkedProduct != nil else {
      throw FileError(
        path, at: place, "not a shape", expected: "sizes from 0 whose product is a tensor's", found: "\(sizes)")
    }
    return shape
  }
}
