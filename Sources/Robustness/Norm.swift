/// How the size of a change to an image is measured.
public enum Norm: String, Sendable, Codable, CaseIterable {
  /// The largest change of a pixel.
  case linf
  /// The Euclidean length of the change, over all pixels and channels.
  case l2
  /// The sum of the changes, over all pixels and channels.
  case l1
  /// The number of values that differ: a value is one channel of one pixel.
  case l0

  public var title: String {
    switch self {
    case .linf: "L∞"
    case .l2: "L2"
    case .l1: "L1"
    case .l0: "L0"
    }
  }

  /// What an attack strength may be, in words.
  public var strengths: String {
    switch self {
    case .linf: "a number from 0 to 1 in pixel units, such as 8/255 or 0.031"
    case .l2: "a number from 0, the L2 length of a change in pixel units, such as 0.5"
    case .l1: "a number from 0, the L1 length of a change in pixel units, such as 12"
    case .l0: "a whole number from 0, how many values may change, each one channel of one pixel, such as 24"
    }
  }

  /// Strengths to begin with: those in common use for the data sets of small images.
  public var usualEpsilons: [Epsilon] {
    switch self {
    case .linf: [0, 1, 2, 4, 8, 16].map { Epsilon(value: $0 / 255, text: $0 == 0 ? "0" : "\(Int($0))/255") }
    case .l2: ["0", "0.125", "0.25", "0.5", "1"].map { Epsilon(value: Double($0)!, text: $0) }
    // 12 is that of Croce & Hein (2021) for CIFAR-10.
    case .l1: ["0", "1.5", "3", "6", "12"].map { Epsilon(value: Double($0)!, text: $0) }
    // 24, 50 and 100 are those of Cinà et al. (2025) for CIFAR-10.
    case .l0: ["0", "10", "24", "50", "100"].map { Epsilon(value: Double($0)!, text: $0) }
    }
  }

  /// The size of the change from black to white: no ε beyond it allows more.
  func diameter(of pixels: Int) -> Double {
    switch self {
    case .linf: 1
    case .l2: Double(pixels).squareRoot()
    case .l1, .l0: Double(pixels)
    }
  }

  /// The size of the change from `image` to `changed`, both (d); infinite where a pixel is not a finite number.
  func distance(_ image: UnsafePointer<Float>, _ changed: UnsafePointer<Float>, count: Int) -> Double {
    var size = 0.0
    for i in 0..<count {
      guard changed[i].isFinite else { return .infinity }
      let change = Double(abs(changed[i] - image[i]))
      switch self {
      case .linf: size = max(size, change)
      case .l2: size += change * change
      case .l1: size += change
      case .l0: size += change > 0 ? 1 : 0
      }
    }
    return self == .l2 ? size.squareRoot() : size
  }
}

/// The Euclidean length of `vector` (d).
func euclidean(_ vector: UnsafePointer<Float>, _ count: Int) -> Double {
  var sum = 0.0
  for i in 0..<count { sum += Double(vector[i]) * Double(vector[i]) }
  return sum.squareRoot()
}

/// −1, 0 or 1; 0 for NaN.
@inline(__always)
func signum(_ x: Float) -> Float { x > 0 ? 1 : x < 0 ? -1 : 0 }
