public import Datasets

extension ImageSet {
  /// A copy of all images' pixels, (N, H, W, C).
  public var pixels: [UInt8] { (0..<count).flatMap { pixels(of: $0) } }
}
