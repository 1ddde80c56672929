import CKernels
import TestSupport
import Testing

/// A kernel takes shorter ways where a shape allows it. Each has to give the bits of the long one.
@Suite("Ways through a kernel")
struct KernelVariantTests {
  struct Product: Sendable, CustomTestStringConvertible {
    var m: Int
    var n: Int
    var k: Int
    var segments = 1
    var isPacked = false
    var testDescription: String { "\(m)x\(n), \(segments) chains of \(k)\(isPacked ? ", packed" : "")" }
  }

  /// One row and many; columns of one to five vectors, full and not, of every width; one chain and several.
  static let products: [Product] = [1, 3, 5, 7, 11, 23].flatMap { m in
    [1, 8, 12, 16, 32, 48, 80].flatMap { n in
      [(1, 1), (16, 1), (5, 3), (300, 1), (90, 3)].map { k, segments in
        Product(m: m, n: n, k: k, segments: segments, isPacked: (m + n + k) % 2 == 0)
      }
    }
  }

  @Test("a product's finish is the plain product with the finish behind it", arguments: products)
  func product(_ test: Product) {
    let depth = test.segments * test.k, count = test.m * test.n
    let a = SampleNumbers.floats(test.m * depth, seed: 1), b = SampleNumbers.floats(depth * test.n, seed: 2)
    let bias = SampleNumbers.floats(test.n, seed: 3), mask = SampleNumbers.floats(count, seed: 4)
    let before = SampleNumbers.floats(count, seed: 5)
    var packed = [Float](repeating: .nan, count: b.count)
    la_pack(&packed, b, Int64(depth), Int64(test.n), Int64(test.n), 0, Int64(depth), 0)

    func multiplied(bias: [Float]?, mask: [Float]?, rectifies: Bool, accumulates: Bool) -> [Float] {
      var c = accumulates ? before : [Float](repeating: .nan, count: count)
      c.withUnsafeMutableBufferPointer { c in
        a.withUnsafeBufferPointer { a in
          (test.isPacked ? packed : b).withUnsafeBufferPointer { b in
            withOptional(bias) { bias in
              withOptional(mask) { mask in
                var product = la_product()
                product.c = c.baseAddress!
                product.c_row = Int64(test.n)
                product.a = a.baseAddress!
                product.a_row = Int64(depth)
                product.a_column = 1
                product.a_segment = Int64(test.k)
                product.b = b.baseAddress!
                product.b_row = Int64(test.n)
                product.b_segment = Int64(test.k * test.n)
                product.blocks = 1
                product.m = Int64(test.m)
                product.n = Int64(test.n)
                product.segments = Int64(test.segments)
                product.k = Int64(test.k)
                product.bias = bias
                product.mask = mask
                product.rectifies = rectifies
                product.accumulates = accumulates
                product.is_packed = test.isPacked
                la_multiply(&product)
              }
            }
          }
        }
      }
      return c
    }

    let plain = multiplied(bias: nil, mask: nil, rectifies: false, accumulates: false)
    for i in 0..<test.m {
      for j in 0..<test.n {
        let sum = (0..<depth).reduce(0) { $0 + Double(a[i * depth + $1]) * Double(b[$1 * test.n + j]) }
        #expect(abs(Double(plain[i * test.n + j]) - sum) < 1e-5 * Double(depth).squareRoot())
      }
    }
    // What several chains start from meets their first sum alone, so the bits are these for one chain.
    let startsFrom = depth <= 256 ? [false, true] : [false]
    for hasBias in startsFrom {
      for accumulates in startsFrom where !(hasBias && accumulates) {
        for hasMask in [false, true] {
          for rectifies in [false, true] {
            let expected = plain.indices.map { i -> Float in
              let value = plain[i] + (hasBias ? bias[i % test.n] : accumulates ? before[i] : 0)
              return hasMask && !(mask[i] > 0) ? 0 : rectifies ? max(value, 0) : value
            }
            let isSame =
              expected
              == multiplied(
                bias: hasBias ? bias : nil, mask: hasMask ? mask : nil, rectifies: rectifies, accumulates: accumulates)
            #expect(isSame, "bias \(hasBias), accumulates \(accumulates), mask \(hasMask), rectifies \(rectifies)")
          }
        }
      }
    }
  }

  struct Map: Sendable, CustomTestStringConvertible {
    var height: Int
    var width: Int
    var channels: Int
    var step: Int
    var padding: Int
    var testDescription: String {
      "\(height)x\(width)x\(channels), tiles of \(step), padding \(padding)"
    }
    var across: Int { (width + step - 1) / step }
    var tiles: Int { across * ((height + step - 1) / step) }
    func layout(padding: Int) -> la_tiles {
      la_tiles(
        height: Int64(height), width: Int64(width), channels: Int64(channels), across: Int64(across), step: Int64(step),
        padding: Int64(padding))
    }
  }

  /// Maps that tiles fill, that they hang over, and that are smaller than one.
  static let maps: [Map] = [(8, 8), (7, 9), (3, 2), (1, 1), (12, 5)].flatMap { height, width in
    [4, 2].flatMap { step in
      [8, 12, 16, 40].map { channels in
        Map(height: height, width: width, channels: channels, step: step, padding: (height + channels) % 3)
      }
    }
  }

  @Test("Winograd's transforms read zeros beyond the edge, and nothing else", arguments: maps)
  func edges(_ map: Map) {
    // The same map with a frame of zeros, in which no tile hangs over an edge.
    let margin = 8, side = (height: map.height + 2 * margin, width: map.width + 2 * margin)
    let image = SampleNumbers.floats(map.height * map.width * map.channels, seed: 6)
    var framed = [Float](repeating: 0, count: side.height * side.width * map.channels)
    for y in 0..<map.height {
      for i in 0..<map.width * map.channels {
        framed[((y + margin) * side.width + margin) * map.channels + i] = image[y * map.width * map.channels + i]
      }
    }
    let position = map.tiles * map.channels
    for tile in 0..<map.tiles {
      let y = tile / map.across * map.step + margin, x = tile % map.across * map.step + margin
      func one(_ transform: (UnsafePointer<Float>, la_tiles, UnsafeMutablePointer<Float>, Int) -> Void) -> [Float] {
        // A map of one tile that begins at the place of this one.
        var alone = [Float](repeating: .nan, count: 36 * map.channels)
        framed.withUnsafeBufferPointer { framed in
          let corner = framed.baseAddress! + (y * side.width + x) * map.channels
          let layout = la_tiles(
            height: Int64(side.height), width: Int64(side.width), channels: Int64(map.channels), across: 1,
            step: Int64(map.step), padding: 0)
          transform(corner, layout, &alone, map.channels)
        }
        return alone
      }
      func all(_ transform: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
        var values = [Float](repeating: .nan, count: 36 * position)
        transform(&values)
        return (0..<36).flatMap { index -> ArraySlice<Float> in
          let first = index * position + tile * map.channels
          return values[first..<first + map.channels]
        }
      }
      let shift = map.padding * (side.width + 1) * map.channels
      let input =
        all { la_winograd_input($0, Int64(position), image, map.layout(padding: map.padding), 0, Int64(map.tiles)) }
        == one { la_winograd_input($2, Int64($3), $0 - shift, $1, 0, 1) }
      #expect(input, "tile \(tile) of an input")
      let gradient =
        all { la_winograd_gradient($0, Int64(position), image, map.layout(padding: 0), 0, Int64(map.tiles)) }
        == one { la_winograd_gradient($2, Int64($3), $0, $1, 0, 1) }
      #expect(gradient, "tile \(tile) of a gradient")
    }
  }

  @Test("Winograd's output has the bits of the bare one with its finish behind it", arguments: maps)
  func finishes(_ map: Map) {
    let position = map.tiles * map.channels, count = map.height * map.width * map.channels
    let products = SampleNumbers.floats(36 * position, seed: 7)
    let bias = SampleNumbers.floats(map.channels, seed: 8), mask = SampleNumbers.floats(count, seed: 9)
    func image(bias: [Float]?, mask: [Float]?, rectifies: Bool) -> [Float] {
      // A number behind the image: what hangs over must not reach it.
      var image = [Float](repeating: 7, count: count + map.width * map.channels * 4)
      image.withUnsafeMutableBufferPointer { image in
        withOptional(bias) { bias in
          withOptional(mask) { mask in
            la_winograd_output(
              image.baseAddress!, products, Int64(position), map.layout(padding: 0), 0, Int64(map.tiles), bias, mask,
              rectifies ? 1 : 0)
          }
        }
      }
      #expect(image[count...].allSatisfy { $0 == 7 })
      return Array(image[..<count])
    }
    let bare = image(bias: nil, mask: nil, rectifies: false)
    for (hasBias, hasMask, rectifies) in [
      (true, false, true), (false, true, false), (true, true, true), (true, false, false),
    ] {
      let finished = bare.indices.map { i -> Float in
        let value = bare[i] + (hasBias ? bias[i % map.channels] : 0)
        return hasMask && !(mask[i] > 0) ? 0 : rectifies ? max(value, 0) : value
      }
      let isSame = finished == image(bias: hasBias ? bias : nil, mask: hasMask ? mask : nil, rectifies: rectifies)
      #expect(isSame, "bias \(hasBias), mask \(hasMask), rectifies \(rectifies)")
    }
  }
}

private func withOptional(_ numbers: [Float]?, _ body: (UnsafePointer<Float>?) -> Void) {
  if let numbers { numbers.withUnsafeBufferPointer { body($0.baseAddress!) } } else { body(nil) }
}
