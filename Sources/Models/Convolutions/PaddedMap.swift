import Tensors

/// A feature map with rows and columns of zeros around it.
struct PaddedMap: Sendable {
  let map: ImageShape
  let top: Int
  let left: Int
  let height: Int
  let width: Int

  var count: Int { height * width * map.channels }
  var isBare: Bool { height == map.height && width == map.width }

  /// The map with zeros around it.
  func fill(_ target: UnsafeMutablePointer<Float>, from image: UnsafePointer<Float>) {
    let row = width * map.channels, inner = map.width * map.channels, before = left * map.channels
    target.update(repeating: 0, count: top * row)
    for y in 0..<map.height {
      let line = target + (top + y) * row
      line.update(repeating: 0, count: before)
      (line + before).update(from: image + y * inner, count: inner)
      (line + before + inner).update(repeating: 0, count: row - before - inner)
    }
    (target + (top + map.height) * row).update(repeating: 0, count: (height - top - map.height) * row)
  }

  /// The map without what is around it.
  func copy(from framed: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
    let inner = map.width * map.channels
    for y in 0..<map.height {
      (target + y * inner).update(from: framed + ((top + y) * width + left) * map.channels, count: inner)
    }
  }
}
