import Files
public import Tensors

/// The data sets that can be read, by the names that commands, audit files and checkpoints use.
public enum DatasetName: String, CaseIterable, Sendable, Codable {
  case fashionMNIST = "fashion-mnist"
  case mnist
  case cifar10 = "cifar-10"

  public init(parsing name: String) throws {
    let names = Self.allCases.map(\.rawValue)
    guard let known = DatasetName(rawValue: name) else {
      throw FileError(
        name, "unknown data set", expected: names.joined(separator: ", "),
        advice: NearestName.of(name, in: names).map { "did you mean \($0)?" })
    }
    self = known
  }

  public var shape: ImageShape {
    switch self {
    case .fashionMNIST, .mnist: ImageShape(height: 28, width: 28, channels: 1)
    case .cifar10: CIFARBinary.shape
    }
  }

  public var classNames: [String] {
    switch self {
    case .fashionMNIST:
      ["T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"]
    case .mnist: (0...9).map { "\($0)" }
    case .cifar10: ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
    }
  }

  public var classes: Int { classNames.count }

  /// The constants in common use for the whole training set, in pixel units.
  public var normalisation: Normalisation {
    switch self {
    case .fashionMNIST: Normalisation(mean: [0.2860], standardDeviation: [0.3530])
    case .mnist: Normalisation(mean: [0.1307], standardDeviation: [0.3081])
    case .cifar10: Normalisation(levels: [125.3, 123.0, 113.9], deviations: [63.0, 62.1, 66.7])
    }
  }

  /// Under what terms its images may be passed on, where that is known.
  public var licence: DatasetLicence? {
    switch self {
    case .fashionMNIST: .fashionMNIST
    case .mnist, .cifar10: nil
    }
  }

  /// What to do when the files are nowhere.
  var advice: String {
    switch self {
    case .fashionMNIST: "install Debian's package dataset-fashion-mnist, or name a folder with --data-dir"
    case .mnist: "name the folder that holds train-images-idx3-ubyte and its companions with --data-dir"
    case .cifar10:
      "name with --data-dir the folder that holds the binary version's files (cifar-10-binary.tar.gz), or its "
        + "cifar-10-batches-bin"
    }
  }
}
