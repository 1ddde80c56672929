/// How stored rows and columns become an upright image, by the numbers of the EXIF tag 0x0112.
public enum EXIFOrientation: Int, Sendable {
  case upright = 1
  case mirrored, upsideDown, flipped, transposed, turnedRight, transposedBack, turnedLeft

  /// Whether the stored rows are the upright image's columns.
  var swapsSides: Bool {
    switch self {
    case .upright, .mirrored, .upsideDown, .flipped: false
    case .transposed, .turnedRight, .transposedBack, .turnedLeft: true
    }
  }

  /// The stored place of the upright image's pixel (y, x). `width` and `height` are those of the stored image.
  func source(of pixel: (y: Int, x: Int), width: Int, height: Int) -> (y: Int, x: Int) {
    let (y, x) = pixel
    return switch self {
    case .upright: (y, x)
    case .mirrored: (y, width - 1 - x)
    case .upsideDown: (height - 1 - y, width - 1 - x)
    case .flipped: (height - 1 - y, x)
    case .transposed: (x, y)
    case .turnedRight: (height - 1 - x, y)
    case .transposedBack: (height - 1 - x, width - 1 - y)
    case .turnedLeft: (x, width - 1 - y)
    }
  }

  /// The orientation in a segment APP1; `nil` where the segment is no EXIF.
  ///
  /// EXIF is a TIFF file behind six bytes. A damaged one, or one without the tag, says nothing of the pixels: the image
  /// counts as upright, as in other programs.
  init?(segment: UnsafeBufferPointer<UInt8>) {
    guard segment.starts(with: "Exif\0\0".utf8) else { return nil }
    self = Self.inTIFF(UnsafeBufferPointer(rebasing: segment[6...])) ?? .upright
  }

  private static func inTIFF(_ tiff: UnsafeBufferPointer<UInt8>) -> EXIFOrientation? {
    let isLittle: Bool
    switch tiff.first {
    case UInt8(ascii: "I"): isLittle = true
    case UInt8(ascii: "M"): isLittle = false
    default: return nil
    }
    func number(_ offset: Int, _ size: Int) -> Int? {
      guard offset <= tiff.count - size else { return nil }
      return (0..<size).reduce(0) { $0 << 8 | Int(tiff[offset + (isLittle ? size - 1 - $1 : $1)]) }
    }
    // Behind the byte order stand 42 and the place of the first directory: a count, then entries of 12 bytes.
    guard number(2, 2) == 42, let directory = number(4, 4), let count = number(directory, 2) else { return nil }
    for entry in 0..<count {
      let place = directory + 2 + 12 * entry
      guard let tag = number(place, 2) else { return nil }
      // A short number, and one of them.
      guard tag == 0x0112, number(place + 2, 2) == 3, number(place + 4, 4) == 1 else { continue }
      return number(place + 8, 2).flatMap(EXIFOrientation.init)
    }
    return nil
  }
}
