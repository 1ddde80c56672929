/// The home of a data set, where its makers give it away, and what they publish about its files.
struct DatasetSource: Sendable {
  struct Item: Sendable {
    /// The name of the file at its home and on every mirror. A file that is no archive has this name in the data set's
    /// folder too.
    var file: String
    /// The digest that the home publishes; `nil` where it publishes none.
    var md5: String?
    var content: Content

    /// More bytes than the file can have, however it is compressed.
    var largest: Int {
      switch content {
      case .idx(dimensions: 1): 1 << 20
      // 60,000 images of 28x28 pixels are 47 MB without compression.
      case .idx: 64 << 20
      // The extra images have 1.3 GB, as they are published.
      case .svhn: 2 << 30
      case .archive(let members): members.reduce(1 << 20) { $0 + $1.size }
      }
    }

    /// The names of the files that the data set's folder has in the end.
    var files: [String] {
      if case .archive(let members) = content { members.map(\.file) } else { [file] }
    }
  }

  enum Content: Sendable {
    /// An IDX file with this number of dimensions.
    case idx(dimensions: Int)
    /// One of SVHN's splits.
    case svhn
    /// A .tar.gz that has these files among others.
    case archive([TarArchive.Member])
  }

  /// The address of the folder at the home, which ends in a slash.
  var home: String
  var items: [Item]

  /// Is `nil` for `folder`, since those images are the user's own.
  init?(_ name: DatasetName, withExtra: Bool) {
    switch name {
    case .fashionMNIST: self = .fashionMNIST
    case .mnist: self = .mnist
    case .cifar10: self = .cifar10
    case .cifar100: self = .cifar100
    case .svhn: self = .svhn(withExtra: withExtra)
    case .folder: return nil
    }
  }

  init(home: String, items: [Item]) {
    self.home = home
    self.items = items
  }

  /// Fashion-MNIST. Its addresses and digests are those of the README of github.com/zalandoresearch/fashion-mnist.
  private static let fashionMNIST = DatasetSource(
    home: "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    items: idx([
      "8d4fb7e6c68d591d4c3dfef9ec88bf0d", "25c81989df183df01b3e8a0aad5dffbe",
      "bef4ecab320f06d8554ea6380940ec79", "bb300cfdad3c16e7a12a480ee83cd310",
    ]))

  private static let mnist = DatasetSource(
    home: "http://yann.lecun.com/exdb/mnist/", items: idx([nil, nil, nil, nil]))

  /// The four files of MNIST's layout, with the training images and labels first.
  private static func idx(_ digests: [String?]) -> [Item] {
    let files = [("train-images", 3), ("train-labels", 1), ("t10k-images", 3), ("t10k-labels", 1)]
    return zip(files, digests).map { file, md5 in
      Item(file: "\(file.0)-idx\(file.1)-ubyte.gz", md5: md5, content: .idx(dimensions: file.1))
    }
  }

  // Addresses and digests of both: the tables of www.cs.toronto.edu/~kriz/cifar.html, rows "binary version".

  private static let cifar10 = cifar(
    "cifar-10-binary.tar.gz", md5: "c32a1d4ab5d03f1284b67883e8d87530", .cifar10, trainingImages: 10_000)
  private static let cifar100 = cifar(
    "cifar-100-binary.tar.gz", md5: "03b5dce01913d631647c71ecec9e9cb8", .cifar100, trainingImages: 50_000)

  /// The archive of a CIFAR data set. Each of its training files has `trainingImages` images.
  private static func cifar(
    _ file: String, md5: String, _ layout: CIFARBinary, trainingImages: Int
  ) -> DatasetSource {
    let files = layout.training.map { ($0, trainingImages) } + [(layout.test, 10_000)]
    let members = files.map {
      TarArchive.Member(path: "\(layout.archiveFolder)/\($0.0)", size: $0.1 * layout.record)
    }
    return DatasetSource(
      home: "https://www.cs.toronto.edu/~kriz/", items: [Item(file: file, md5: md5, content: .archive(members))])
  }

  /// Street View House Numbers in its format 2, the cropped digits.
  private static func svhn(withExtra: Bool) -> DatasetSource {
    DatasetSource(
      home: "http://ufldl.stanford.edu/housenumbers/",
      items: (["train", "test"] + (withExtra ? ["extra"] : [])).map {
        Item(file: "\($0)_32x32.mat", md5: nil, content: .svhn)
      })
  }
}
