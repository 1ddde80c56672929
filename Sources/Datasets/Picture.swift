import Tensors

/// One image of a folder on its way to an `ImageSet`: bytes of shape (H, W, C), with one channel or three.
struct Picture: Equatable {
  var shape: ImageShape
  var pixels: [UInt8]

  init(height: Int, width: Int, channels: Int, pixels: [UInt8]) {
    precondition(pixels.count == height * width * channels)
    shape = ImageShape(height: height, width: width, channels: channels)
    self.pixels = pixels
  }

  /// The same image in colour or grey.
  ///
  /// Grey becomes three equal channels. Colours become their luma by ITU-R BT.601, with the weights in 65,536ths and the
  /// rounding of Pillow.
  func converted(to colour: Colour?) -> Picture {
    switch (colour, shape.channels) {
    case (.rgb, 1):
      Picture(
        height: shape.height, width: shape.width, channels: 3, pixels: pixels.flatMap { [$0, $0, $0] })
    case (.grey, 3):
      Picture(
        height: shape.height, width: shape.width, channels: 1,
        pixels: stride(from: 0, to: pixels.count, by: 3).map { place in
          let (red, green, blue) = (Int(pixels[place]), Int(pixels[place + 1]), Int(pixels[place + 2]))
          return UInt8((19_595 * red + 38_470 * green + 7_471 * blue + 32_768) >> 16)
        })
    case (.rgb, _), (.grey, _), (nil, _): self
    }
  }

  /// The square of `side` pixels at the centre, by the rounding of torchvision's CenterCrop: a half goes to the even
  /// neighbour. No side of the image may be shorter.
  func cropped(to side: Int) -> Picture {
    precondition(min(shape.height, shape.width) >= side)
    func start(_ length: Int) -> Int { Int((Double(length - side) / 2).rounded(.toNearestOrEven)) }
    let top = start(shape.height), left = start(shape.width), channels = shape.channels
    var result: [UInt8] = []
    result.reserveCapacity(side * side * channels)
    for y in top..<top + side {
      let row = (y * shape.width + left) * channels
      result += pixels[row..<row + side * channels]
    }
    return Picture(height: side, width: side, channels: channels, pixels: result)
  }
}
