/// The pixels `offset`, `offset + stride`, … of a convolution's input along one axis, which all meet the same taps.
struct ConvolutionPhase {
  let offset: Int
  /// Pixels along the axis.
  let count: Int
  /// Taps that meet them, every `stride`-th of the flipped filter from `firstTap`.
  let taps: Int
  let firstTap: Int
  /// The output pixel that the first tap meets at the first of the pixels; may lie outside the map.
  let start: Int

  init(offset: Int, size: Int, geometry: ConvolutionGeometry) {
    let (quotient, remainder) = (offset + geometry.padding).quotientAndRemainder(dividingBy: geometry.stride)
    self.offset = offset
    count = offset < size ? (size - offset + geometry.stride - 1) / geometry.stride : 0
    taps = remainder < geometry.kernel ? (geometry.kernel - remainder + geometry.stride - 1) / geometry.stride : 0
    firstTap = geometry.kernel - 1 - (remainder + geometry.stride * (taps - 1))
    start = quotient - (taps - 1)
  }
}
