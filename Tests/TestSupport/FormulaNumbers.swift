public import Models
public import Tensors

/// Numbers that are functions of a text, as `fixtures/pytorch/generate.py` defines them: SplitMix64 seeded by the FNV-1a
/// hash of the text. Both sides make the same bits.
public enum FormulaNumbers {
  /// The 64-bit outputs.
  static func outputs(_ text: String, count: Int) -> [UInt64] {
    var state: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return (0..<count).map { _ in
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  /// He's bound for weights; normalisations and biases a little off what they start with.
  public static func weights(_ layout: WeightLayout, seed: Int) throws -> Weights {
    try Weights(
      layout: layout,
      tensors: layout.tensors.map { tensor in
        let (base, scale): (Float, Float) =
          switch tensor.role {
          case .weight: (0, Float((6 / Double(tensor.shape.dropFirst().reduce(1, *))).squareRoot()))
          case .batchNormScale: (1, 0.2)
          case .runningVariance: (1, 0.5)
          case .bias, .batchNormShift, .runningMean: (0, 0.1)
          }
        let values = outputs("\(seed)/\(tensor.name)", count: tensor.count).map {
          base + (Float($0 >> 40) * 0x1p-23 - 1) * scale
        }
        return NamedTensor(name: tensor.name, shape: tensor.shape, values: values)
      }, path: "formula")
  }

  /// Pixels (batch, H, W, C) in [0, 1] and labels of ten classes of a step's batch; the formula counts channels first.
  public static func batch(_ shape: ImageShape, count: Int, seed: Int, step: Int) -> (pixels: [Float], labels: [Int32])
  {
    let bytes = outputs("\(seed)/images/\(step)", count: count * shape.count)
    let places = shape.height * shape.width
    var pixels = [Float](repeating: 0, count: bytes.count)
    for (i, byte) in bytes.enumerated() {
      let image = i / shape.count, channel = i % shape.count / places, place = i % places
      pixels[(image * places + place) * shape.channels + channel] = Float(byte >> 56) / 255
    }
    return (pixels, outputs("\(seed)/labels/\(step)", count: count).map { Int32($0 >> 56) % 10 })
  }

  /// Inner products with four vectors of signs that belong to `name`.
  public static func projections(_ name: String, _ values: [Float]) -> [Double] {
    var sums = [0.0, 0, 0, 0]
    for (value, bits) in zip(values, outputs("signs/\(name)", count: values.count)) {
      for k in 0..<4 { sums[k] += bits >> UInt64(k) & 1 == 1 ? Double(value) : -Double(value) }
    }
    return sums
  }
}
