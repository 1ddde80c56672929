/// Channels, lines and columns of a value that is a map.
struct MapShape: Hashable, Sendable {
  let channels: Int
  let height: Int
  let width: Int

  var count: Int { channels * height * width }

  /// Numbers in PyTorch's order, (C, H, W), as (H, W, C).
  func channelsLast(_ numbers: [Double]) -> [Double] {
    let area = height * width
    return [Double](unsafeUninitializedCapacity: count) { result, filled in
      for c in 0..<channels { for i in 0..<area { result[i * channels + c] = numbers[c * area + i] } }
      filled = count
    }
  }
}
