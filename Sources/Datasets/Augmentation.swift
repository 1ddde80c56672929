/// Random changes to training images, before normalisation: a mirror image, then a crop, then Cutout.
///
/// What the crop pads with is black, as where an image is padded before it is normalised: behind the normalisation it
/// reads as -mean / deviation. Cutout's hole has the channel's mean, which reads as 0 there.
public struct Augmentation: Sendable, Codable, Equatable {
  /// Mirror left and right with probability one half.
  public var horizontalFlip: Bool
  /// Black pixels added on every side before a window of the former size is cut at random; 0 for none.
  public var cropPadding: Int
  /// Side of the square hole of Cutout (DeVries & Taylor 2017), `nil` for none.
  ///
  /// Its centre is uniform over the image, so that a part of it may lie outside.
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
