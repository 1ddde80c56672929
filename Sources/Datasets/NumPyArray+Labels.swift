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
    // The bytes, a copy of them, the numbers and the labels.
    try Memory.require(count * (2 * header.size + MemoryLayout<Int?>.stride + 1), for: "its labels", of: path)
    let numbers = try read().withUnsafeBytes {
      integers(stored: $0, size: header.size, isSigned: header.kind == .signed)
    }
    return try numbers.enumerated().map { index, number in
      guard let number, (0..<classes).contains(number) else {
        throw error(
          "the label is out of range", at: "label \(index)", expected: "0 to \(classes - 1)",
          found: number.map { "\($0)" } ?? "more than \(Int.max)")
      }
      return UInt8(number)
    }
  }
}
