/// Random changes to training images, before normalisation.
public struct Augmentation: Sendable, Codable, Equatable {
  /// Mirror left and right with probability one half.
  public var horizontalFlip: Bool
  /// Black pixels added on every side before a window of the former size is cut at random; 0 for none.
  public var cropPadding: Int

  enum CodingKeys: String, CodingKey {
    case horizontalFlip = "horizontal_flip"
    case cropPadding = "crop_padding"
  }

  public init(horizontalFlip: Bool = false, cropPadding: Int = 0) {
    self.horizontalFlip = horizontalFlip
    self.cropPadding = cropPadding
  }

  public static let none = Augmentation()
}
