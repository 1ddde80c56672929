/// Random changes to training images before they are normalised: first a mirror image, then a crop, then Cutout.
///
/// The crop pads with black, which is -mean / deviation after the normalisation. The hole of Cutout has the mean of
/// each channel, which is 0 after the normalisation.
public struct Augmentation: Sendable, Codable, Equatable {
  /// Whether an image is mirrored left to right, with probability one half.
  public var horizontalFlip: Bool
  /// The number of black pixels that are added on every side before a window of the former size is cut out at random.
  /// It is 0 for no crop.
  public var cropPadding: Int
  /// The side of the square hole of Cutout (DeVries & Taylor 2017); `nil` for no hole.
  ///
  /// The centre of the hole is uniform over the image, so that a part of the hole may lie outside.
  public var cutout: Int?

  enum CodingKeys: String, CodingKey {
    case cutout
    case horizontalFlip = "horizontal_flip"
    case cropPadding = "crop_padding"
  }

  public init(horizontalFlip: Bool = false, cropPadding: Int = 0, cutout: Int? = nil) {
    self.horizontalFlip = horizontalFlip
    self.cropPadding = cropPadding
    self.cutout = cutout
  }

  public static let none = Augmentation()
}
