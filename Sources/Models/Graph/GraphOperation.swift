/// What a node of a `Graph` computes. Axes count from 0 and include the batch.
public enum GraphOperation: Sendable, Codable, Equatable {
  /// (pixel − mean) / deviation per channel.
  case pixelNormalisation(mean: [Float], standardDeviation: [Float])
  /// Weights: (out, in / groups, kh, kw), then a bias (out) where there is one.
  case convolution(Window, outputs: Int, groups: Int, hasBias: Bool)
  /// Along the last axis. Weights: (out, in), then a bias (out) where there is one.
  case linear(outputs: Int, hasBias: Bool)
  /// Along axis 1, by moments that do not depend on the batch. Weights: scale, shift, mean, variance.
  case batchNormalisation(epsilon: Double)
  /// By the moments of the last `axes` axes of each image. Weights: scale, shift.
  case layerNormalisation(axes: Int, epsilon: Double)
  /// By the moments of groups of neighbouring channels. Weights: scale, shift.
  case groupNormalisation(groups: Int, epsilon: Double)
  case activation(ActivationFunction)
  /// Two values, each repeated along the axes that it lacks.
  case binary(BinaryFunction)
  /// A value and a constant of shape `shape`, which is the first operand where `isFirst` is set. Weights: the constant.
  case binaryConstant(BinaryFunction, shape: [Int], isFirst: Bool)
  /// The same numbers for each image, after an axis of images. Weights: the numbers.
  case constant(shape: [Int])
  /// Random numbers of this shape for each image, other ones in every draw. `key` tells those of one noise from those of another.
  case noise(NoiseDistribution, shape: [Int], key: Int)
  /// The product of the matrices in the last two axes.
  case product
  case softmax(axis: Int, isLogarithmic: Bool)
  case maxPooling(Window, ceiling: Bool)
  case averagePooling(Window, ceiling: Bool, countsPadding: Bool)
  /// Over `axes`, which stay as axes of one number where `keeps` is set.
  case reduction(ReductionKind, axes: [Int], keeps: Bool)
  case concatenation(axis: Int)
  /// The numbers at `indices` of an axis: slices and gathers.
  case selection(axis: Int, indices: [Int])
  /// `before` and `after` are for each axis.
  case padding(before: [Int], after: [Int], PaddingMode, value: Float)
  case resize(height: Int, width: Int, Resizing)
  /// The same numbers in their order, with other axes.
  case reshape(GraphShape)
  case transpose([Int])
  /// Repeated along axes of one number.
  case expansion(GraphShape)
  /// In training only. `key` tells the masks of one dropout from those of another.
  case dropout(rate: Float, key: Int)
}

/// What stands outside of a padded value.
public enum PaddingMode: String, Sendable, Codable {
  case constant
  /// Mirrored at the last number, which is not repeated.
  case reflect
  /// The last number again and again.
  case edge
}

/// How a map gets another size.
public struct Resizing: Sendable, Codable, Equatable {
  public enum Interpolation: String, Sendable, Codable { case nearest, linear }
  /// How a place of the output is found in the input, as ONNX names the ways.
  public enum Coordinates: String, Sendable, Codable {
    case halfPixel = "half_pixel"
    case pytorchHalfPixel = "pytorch_half_pixel"
    case asymmetric
    case alignCorners = "align_corners"
  }
  /// How a place between two pixels is rounded.
  public enum Rounding: String, Sendable, Codable {
    case preferFloor = "round_prefer_floor"
    case preferCeiling = "round_prefer_ceil"
    case floor
    case ceiling = "ceil"
  }

  public var interpolation: Interpolation
  public var coordinates: Coordinates
  public var rounding: Rounding
  /// Output pixels for each input pixel, as the file states them.
  public var scaleY: Double
  public var scaleX: Double

  public init(
    interpolation: Interpolation, coordinates: Coordinates, rounding: Rounding, scaleY: Double, scaleX: Double
  ) {
    self.interpolation = interpolation
    self.coordinates = coordinates
    self.rounding = rounding
    self.scaleY = scaleY
    self.scaleX = scaleX
  }

  /// The pixels along one axis that make up pixel `place`, with their weights.
  func sources(of place: Int, from size: Int, to target: Int, scale: Double) -> [(Int, Double)] {
    let x = Double(place), coordinate: Double
    switch coordinates {
    case .halfPixel: coordinate = (x + 0.5) / scale - 0.5
    case .pytorchHalfPixel: coordinate = target > 1 ? (x + 0.5) / scale - 0.5 : 0
    case .asymmetric: coordinate = x / scale
    case .alignCorners: coordinate = target > 1 ? x * Double(size - 1) / Double(target - 1) : 0
    }
    func inside(_ index: Double) -> Int { Int(min(max(index, 0), Double(size - 1))) }
    switch interpolation {
    case .nearest:
      let nearest: Double =
        switch rounding {
        case .preferFloor: (coordinate - 0.5).rounded(.up)
        case .preferCeiling: (coordinate + 0.5).rounded(.down)
        case .floor: coordinate.rounded(.down)
        case .ceiling: coordinate.rounded(.up)
        }
      return [(inside(nearest), 1)]
    case .linear:
      let low = coordinate.rounded(.down), share = coordinate - low
      let first = inside(low), second = inside(low + 1)
      return first == second || share == 0 ? [(first, 1)] : [(first, 1 - share), (second, share)]
    }
  }
}
