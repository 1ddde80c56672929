public import Files
public import Tensors

/// The architectures that can be built, by the names that commands, audit files and checkpoints use.
public enum ArchitectureName: Sendable, Hashable, CodedAsText, CustomStringConvertible {
  case allCNNMini
  case allCNNC
  case allCNNCFumanchu
  case cnnMNIST
  case alexNet
  case preResNet(depth: Int)
  case wideResNet(depth: Int, widening: Int)

  /// The names as help texts print them; D and K stand for numbers.
  public static let patterns = [
    "all-cnn-mini", "all-cnn-c", "all-cnn-c-fumanchu", "cnn-mnist", "alexnet", "preresnet-D", "wrn-D-K",
  ]

  public init(parsing name: String) throws {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.dropFirst().compactMap { Int($0) }
    switch name {
    case "all-cnn-mini": self = .allCNNMini
    case "all-cnn-c": self = .allCNNC
    case "all-cnn-c-fumanchu": self = .allCNNCFumanchu
    case "cnn-mnist": self = .cnnMNIST
    case "alexnet": self = .alexNet
    case _ where parts.first == "preresnet" && parts.count == 2 && numbers.count == 1:
      guard numbers[0] >= 8, numbers[0] <= 1202, numbers[0] % 6 == 2 else {
        throw FileError(name, "no such depth", expected: "preresnet-D with D = 6n + 2, from 8", found: "\(numbers[0])")
      }
      self = .preResNet(depth: numbers[0])
    case _ where parts.first == "wrn" && parts.count == 3 && numbers.count == 2:
      guard numbers[0] >= 10, numbers[0] <= 1000, numbers[0] % 6 == 4, (1...64).contains(numbers[1]) else {
        throw FileError(
          name, "no such depth or width", expected: "wrn-D-K with D = 6n + 4, from 10, and K from 1 to 64",
          found: "D = \(numbers[0]), K = \(numbers[1])")
      }
      self = .wideResNet(depth: numbers[0], widening: numbers[1])
    default:
      throw FileError(
        name, "unknown architecture", expected: Self.patterns.joined(separator: ", "),
        advice: NearestName.of(name, in: Self.patterns).map { "did you mean \($0)?" })
    }
  }

  public var description: String { text }

  public var text: String {
    switch self {
    case .allCNNMini: "all-cnn-mini"
    case .allCNNC: "all-cnn-c"
    case .allCNNCFumanchu: "all-cnn-c-fumanchu"
    case .cnnMNIST: "cnn-mnist"
    case .alexNet: "alexnet"
    case .preResNet(let depth): "preresnet-\(depth)"
    case .wideResNet(let depth, let widening): "wrn-\(depth)-\(widening)"
    }
  }

  /// Whether its rate of dropout is a setting; the others have what their publications give them.
  public var takesDropout: Bool {
    switch self {
    case .wideResNet: true
    case .allCNNMini, .allCNNC, .allCNNCFumanchu, .cnnMNIST, .alexNet, .preResNet: false
    }
  }

  /// Whether it normalises by the moments of a batch in training.
  public var normalisesBatches: Bool {
    switch self {
    case .preResNet, .wideResNet: true
    case .allCNNMini, .allCNNC, .allCNNCFumanchu, .cnnMNIST, .alexNet: false
    }
  }

  /// Builds the network for images of `input`, normalised per channel by `mean` and `standardDeviation`.
  ///
  /// `dropout` is the rate of an architecture that takes one; 0 leaves such layers out of any.
  ///
  /// Throws a `FileError` for an image size or a `dropout` that the architecture cannot take.
  public func network(
    input: ImageShape, classes: Int, mean: [Float], standardDeviation: [Float], dropout: Float? = nil
  ) throws -> Network {
    try requireSize(of: input)
    guard mean.count == input.channels, standardDeviation.count == input.channels else {
      throw FileError(
        description, "the normalisation does not fit the images", expected: "\(input.channels) channels",
        found: "\(mean.count) means and \(standardDeviation.count) deviations")
    }
    guard (2...65_536).contains(classes) else {
      throw FileError(description, "cannot be built", expected: "2 classes or more", found: "\(classes)")
    }
    if let dropout {
      guard takesDropout || dropout == 0 else {
        throw FileError(description, "its dropout is no setting", expected: "none", found: "\(dropout)")
      }
      guard dropout >= 0, dropout < 1 else {
        throw FileError(
          description, "not a rate of dropout", expected: "a number from 0 up to, not including, 1",
          found: "\(dropout)")
      }
    }
    var builder = GraphBuilder(description, input: input, dropout: dropout)
    let pixels = builder.pixelNormalisation(mean: mean, standardDeviation: standardDeviation)
    switch self {
    case .allCNNMini: allCNNMini(&builder, pixels, classes)
    case .allCNNC: allCNNC(&builder, pixels, classes)
    case .allCNNCFumanchu: allCNNCFumanchu(&builder, pixels, classes)
    case .cnnMNIST: cnnMNIST(&builder, pixels, classes)
    case .alexNet: alexNet(&builder, pixels, classes)
    case .preResNet(let depth): preResNet(&builder, pixels, classes, depth: depth)
    case .wideResNet(let depth, let widening):
      wideResNet(&builder, pixels, classes, depth: depth, widening: widening)
    }
    return builder.network()
  }

  private func requireSize(of input: ImageShape) throws {
    let (fits, expected): (Bool, String) =
      switch self {
      case .allCNNMini: (min(input.height, input.width) >= 24, "images of 24 pixels or more on a side")
      case .allCNNC: (min(input.height, input.width) >= 12, "images of 12 pixels or more on a side")
      case .allCNNCFumanchu:
        (
          [input.height, input.width].allSatisfy(Self.fumanchuSides.contains),
          "images of \(Self.fumanchuSides.lowerBound) to \(Self.fumanchuSides.upperBound) pixels on a side"
        )
      case .cnnMNIST: (input.height == 28 && input.width == 28, "images of 28x28 pixels")
      case .alexNet: (input.height == 32 && input.width == 32, "images of 32x32 pixels")
      case .preResNet, .wideResNet: (min(input.height, input.width) >= 8, "images of 8 pixels or more on a side")
      }
    guard fits else {
      throw FileError(
        description, "cannot take these images", expected: expected, found: "\(input.height)x\(input.width)")
    }
  }
}
