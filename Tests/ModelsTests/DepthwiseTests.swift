import CKernels
import TestSupport
import Testing

/// The kernel takes columns of outputs together and shares what they read. Its sums are those of one output alone.
@Suite("Depthwise convolution")
struct DepthwiseTests {
  struct Filter: Sendable, CustomTestStringConvertible {
    var width: Int
    var stride: Int
    var dilation: Int
    var testDescription: String { "\(width) wide, stride \(stride), dilation \(dilation)" }
    /// How many pixels of a row `outputs` outputs read.
    func reach(_ outputs: Int) -> Int { (outputs - 1) * stride + (width - 1) * dilation + 1 }
  }

  static let filters: [Filter] = [1, 2, 3, 4, 5, 7, 9].flatMap { width in
    [(1, 1), (2, 1), (1, 2), (2, 3)].map { Filter(width: width, stride: $0, dilation: $1) }
  }

  /// One output, whole columns, and columns that overlap; vectors that are full and that are not, of every set of
  /// instructions. The map ends with the last pixel that is read.
  @Test("every sum adds its products row by row to the bias, each rounded once", arguments: filters)
  func forward(_ filter: Filter) {
    for width in [1, 2, 3, 4, 5, 7, 8, 9, 16, 19] {
      for channels in [3, 16, 37] {
        let height = 2, kernelHeight = 3
        let mapHeight = height + kernelHeight - 1, mapWidth = filter.reach(width)
        let map = SampleNumbers.floats(mapHeight * mapWidth * channels, seed: 1)
        let taps = SampleNumbers.floats(kernelHeight * filter.width * channels, seed: 2)
        let bias = SampleNumbers.floats(channels, seed: 3)
        let shape = la_depthwise(
          output_height: Int64(height), output_width: Int64(width), channels: Int64(channels),
          map_width: Int64(mapWidth), kernel_height: Int64(kernelHeight), kernel_width: Int64(filter.width),
          stride_y: 1, stride_x: Int64(filter.stride), dilation_y: 1, dilation_x: Int64(filter.dilation))
        var expected: [Float] = []
        for y in 0..<height {
          for x in 0..<width {
            for c in 0..<channels {
              var sum = bias[c]
              for ky in 0..<kernelHeight {
                for kx in 0..<filter.width {
                  let pixel = (y + ky) * mapWidth + x * filter.stride + kx * filter.dilation
                  sum.addProduct(map[pixel * channels + c], taps[(ky * filter.width + kx) * channels + c])
                }
              }
              expected.append(sum)
            }
          }
        }
        for rectifies in [false, true] {
          var output = [Float](repeating: .nan, count: expected.count)
          la_depthwise_forward(&output, map, taps, shape, bias, rectifies ? 1 : 0)
          let isSame = output == (rectifies ? expected.map { max($0, 0) } : expected)
          #expect(isSame, "\(width) outputs of \(channels) channels, rectified: \(rectifies)")
        }
      }
    }
  }
}
