/// Corruptions of how light values are: the same rule for every pixel of an image (H, W, C).
enum Tone {
  typealias Image = UnsafeMutableBufferPointer<Float>

  /// m + c (x − m), m the mean of the image's channel.
  static func scaleContrast(of image: Image, channels: Int, factor: Double) {
    for channel in 0..<channels {
      let places = stride(from: channel, to: image.count, by: channels)
      let mean = places.reduce(0) { $0 + Double(image[$1]) } / Double(image.count / channels)
      for i in places { image[i] = Corruption.clipped(mean + factor * (Double(image[i]) - mean)) }
    }
  }

  /// Adds to V of HSV and keeps hue and saturation.
  ///
  /// V is the brightest channel, and the others are proportional to it: x · (V + c) / V, where V + c is at most 1. Of a
  /// grey image that is x + c; black, which has no hue, becomes grey.
  static func brighten(_ image: Image, channels: Int, by amount: Double) {
    for pixel in stride(from: 0, to: image.count, by: channels) {
      let value = Double(image[pixel..<pixel + channels].max()!)
      let brighter = min(value + amount, 1)
      for i in pixel..<pixel + channels {
        let share = value == 0 ? 1 : Double(image[i]) / value
        image[i] = Corruption.clipped(share * brighter)
      }
    }
  }
}
