public import Tensors

/// What is known of a data set before its files are read.
public struct DatasetFacts: Sendable, Equatable {
  public let shape: ImageShape
  public let classNames: [String]
  /// The normalisation in common use for the whole training set, in pixel units.
  public let normalisation: Normalisation
  /// The labels of the data's classes, each the place of its name. They are fewer than the names where these are a model's,
  /// which has others too.
  public internal(set) var labels: [Int]
  /// How many classes the data has.
  public var classes: Int { labels.count }

  /// Whether the classes have numbers alone, as labels of arrays are. Such numbers are a model's outputs.
  public internal(set) var isNumbered = false

  init(shape: ImageShape, classNames: [String], normalisation: Normalisation) {
    self.shape = shape
    self.classNames = classNames
    self.normalisation = normalisation
    labels = Array(classNames.indices)
  }

  private static let digits = (0...9).map { "\($0)" }

  static let fashionMNIST = DatasetFacts(
    shape: ImageShape(height: 28, width: 28, channels: 1),
    classNames: [
      "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ], normalisation: Normalisation(mean: [0.2860], standardDeviation: [0.3530]))

  static let mnist = DatasetFacts(
    shape: ImageShape(height: 28, width: 28, channels: 1), classNames: digits,
    normalisation: Normalisation(mean: [0.1307], standardDeviation: [0.3081]))

  // The constants of the colour data sets are those of Zagoruyko & Komodakis 2016 (wide residual networks), in bytes.

  static let cifar10 = DatasetFacts(
    shape: CIFARBinary.shape,
    classNames: ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
    normalisation: Normalisation(levels: [125.3, 123.0, 113.9], deviations: [63.0, 62.1, 66.7]))

  /// CIFAR-100 with its fine labels, as the archive's `fine_label_names.txt` names them.
  static let cifar100 = DatasetFacts(
    shape: CIFARBinary.shape,
    classNames: """
      apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle
      caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant
      flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man
      maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree
      plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper
      snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor train
      trout tulip turtle wardrobe whale willow_tree wolf woman worm
      """.split(whereSeparator: \.isWhitespace).map { String($0).replacing("_", with: " ") },
    normalisation: Normalisation(levels: [129.3, 124.1, 112.4], deviations: [68.2, 65.4, 70.4]))

  static let svhn = DatasetFacts(
    shape: ImageShape(height: 32, width: 32, channels: 3), classNames: digits,
    normalisation: Normalisation(levels: [109.9, 109.7, 113.8], deviations: [50.1, 50.6, 50.8]))
}
