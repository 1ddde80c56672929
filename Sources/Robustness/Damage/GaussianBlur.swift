import Foundation
import Tensors

/// Convolution of each channel with a Gaussian, as `skimage.filters.gaussian` and by it `scipy.ndimage` have it.
///
/// The kernel exp(−i² / 2σ²) is cut at ⌊4σ + ½⌋ pixels and sums to 1; beyond the border lies the border's own pixel
/// (mode "nearest", scikit-image's default; scipy's own is "reflect").
struct GaussianBlur {
  /// Weights at distances 0, 1, … from the centre.
  private let kernel: [Double]

  init(deviation: Double) {
    let radius = Int(4 * deviation + 0.5)
    let heights = [1] + (1..<radius + 1).map { exp(-0.5 * Double($0 * $0) / (deviation * deviation)) }
    let sum = heights[0] + 2 * heights.dropFirst().reduce(0, +)
    kernel = heights.map { $0 / sum }
  }

  /// Blurs an image (H, W, C) where it lies.
  func apply(to image: UnsafeMutableBufferPointer<Float>, shape: ImageShape) {
    let lines = ImageLines(shape: shape)
    for axis in [ImageLines.Axis.down, .across] {
      let last = lines.length(along: axis) - 1
      lines.replace(image, along: axis) { line, place in
        var sum = kernel[0] * line[place]
        for distance in 1..<kernel.count {
          sum += kernel[distance] * (line[max(place - distance, 0)] + line[min(place + distance, last)])
        }
        return sum
      }
    }
  }
}
