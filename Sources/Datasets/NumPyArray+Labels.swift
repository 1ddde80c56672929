import Files

extension NumPyArray {
  /// The labels that the array holds, one for each of `count` images of `images`.
  ///
  /// They are whole numbers of any type, from 0 to one below `classes`.
  func labels(count: Int, of images: NumPyArray, classes: Int = 256) throws -> [UInt8] {
    let shape = header.shape
    guard header.kind != .float, shape.count == 1 || (shape.count == 2 && shape[1] == 1) else {
      throw error(
        "not labels", expected: "N whole numbers", found: header.words,
        advice: header.kind == .float
          ? "save them by astype(\"int64\")" : "save one number for each image, such as argmax(axis=1)")
    }
    guard shape[0] == count else {
      throw error(
        "as many labels as images are needed", expected: "\(count), as in \(images.part ?? images.path)",
        found: "\(shape[0])")
    }
    let bytes = try read(), size = header.size
    return try (0..<count).map { index in
      let bits = (0..<size).reduce(UInt64(0)) { $0 | UInt64(bytes[index * size + $1]) << UInt64(8 * $1) }
      let isNegative = header.kind == .signed && bits >> UInt64(8 * size - 1) == 1
      guard !isNegative, bits < UInt64(classes) else {
        let all: UInt64 = size == 8 ? .max : 1 << UInt64(8 * size) - 1
        throw error(
          "the label is out of range", at: "label \(index)", expected: "0 to \(classes - 1)",
          found: isNegative ? "-\((~bits & all) + 1)" : "\(bits)")
      }
      return UInt8(bits)
    }
  }
}
