import Files

/// The data sets that can be read, by the names that commands, audit files and checkpoints use.
public enum DatasetName: String, CaseIterable, Sendable, Codable {
  case fashionMNIST = "fashion-mnist"
  case mnist
  case cifar10 = "cifar-10"
  case cifar100 = "cifar-100"
  case svhn
  case folder

  public init(parsing name: String) throws {
    let names = Self.allCases.map(\.rawValue)
    guard let known = DatasetName(rawValue: name) else {
      throw FileError(
        name, "unknown data set", expected: names.joined(separator: ", "),
        advice: FolderNames.isFolder(name)
          ? "for images of your own: --dataset folder --data-dir \(name)"
          : NearestName.of(name, in: names).map { "did you mean \($0)?" })
    }
    self = known
  }

  /// The shape, classes and normalisation; `nil` for `folder`, whose files say them.
  public var facts: DatasetFacts? {
    switch self {
    case .fashionMNIST: .fashionMNIST
    case .mnist: .mnist
    case .cifar10: .cifar10
    case .cifar100: .cifar100
    case .svhn: .svhn
    case .folder: nil
    }
  }

  /// A description of the data set in half a line.
  public var about: String {
    switch self {
    case .fashionMNIST: "70,000 articles of clothing, 28x28x1, 10 classes; IDX files"
    case .mnist: "70,000 handwritten digits, 28x28x1, 10 classes; IDX files"
    case .cifar10: "60,000 photographs, 32x32x3, 10 classes; binary version"
    case .cifar100: "60,000 photographs, 32x32x3, 100 classes; binary version"
    case .svhn: "99,289 house number digits, 32x32x3, 10 classes, and 531,131 extra; MATLAB files"
    case .folder: "your own images: PNG or JPEG files in train/CLASS and test/CLASS, or NumPy arrays"
    }
  }

  /// Whether there are training images beyond the training split that can be added to it.
  public var hasExtra: Bool { self == .svhn }

  /// The terms under which the images may be passed on; `nil` where they are not known.
  public var licence: DatasetLicence? {
    switch self {
    case .fashionMNIST: .fashionMNIST
    case .mnist, .cifar10, .cifar100, .svhn, .folder: nil
    }
  }

  /// What the user can do when the files are not found.
  var advice: String {
    switch self {
    case .fashionMNIST:
      "get it with lossaudit dataset fetch fashion-mnist, or install Debian's package dataset-fashion-mnist, or name a folder with "
        + "--data-dir"
    case .mnist:
      "get it with lossaudit dataset fetch mnist, or name the folder that holds train-images-idx3-ubyte and its companions with --data-dir"
    case .cifar10, .cifar100:
      "get it with lossaudit dataset fetch \(rawValue), or name with --data-dir the folder that holds the binary version's files (\(rawValue)-binary.tar.gz), or its "
        + (self == .cifar10 ? "cifar-10-batches-bin" : "cifar-100-binary")
    case .svhn:
      "get it with lossaudit dataset fetch svhn, or name the folder that holds train_32x32.mat and test_32x32.mat with --data-dir"
    case .folder:
      "name the folder that holds CLASS/*.jpg, or test/CLASS and train/CLASS, with PNG or JPEG files, or NumPy arrays, with "
        + "--data-dir, or with folder: in an audit file"
    }
  }
}
