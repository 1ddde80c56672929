/// Corruptions of images that no adversary chose: eight of CIFAR-10-C (Hendrycks & Dietterich 2019), with its strengths.
///
/// Its other eleven are left out: most need photographs of frost, ImageMagick, OpenCV or a JPEG coder. The strengths
/// were chosen for 32x32 photographs; other images get the same ones.
public enum CorruptionName: String, CaseIterable, Sendable, Codable {
  // Their order keys their random numbers: new ones come last.
  case gaussianNoise = "gaussian-noise"
  case shotNoise = "shot-noise"
  case impulseNoise = "impulse-noise"
  case speckleNoise = "speckle-noise"
  case gaussianBlur = "gaussian-blur"
  case contrast
  case brightness
  case pixelate

  /// The quantity that grows, or shrinks, with severity.
  public var quantity: String {
    switch self {
    case .gaussianNoise: "standard deviation added to each value"
    case .shotNoise: "photons behind a value of 1"
    case .impulseNoise: "share of values made 0 or 1"
    case .speckleNoise: "standard deviation of each value's factor"
    case .gaussianBlur: "standard deviation in pixels"
    case .contrast: "factor of the distance from the channel's mean"
    case .brightness: "added to the brightest channel"
    case .pixelate: "side in proportion to the image's"
    }
  }

  /// The quantity at severities 1 to 5, from the authors' `make_cifar_c.py`.
  public var parameters: [Double] {
    switch self {
    case .gaussianNoise: [0.04, 0.06, 0.08, 0.09, 0.10]
    case .shotNoise: [500, 250, 100, 75, 50]
    case .impulseNoise: [0.01, 0.02, 0.03, 0.05, 0.07]
    case .speckleNoise: [0.06, 0.10, 0.12, 0.16, 0.20]
    case .gaussianBlur: [0.4, 0.6, 0.7, 0.8, 1]
    case .contrast: [0.75, 0.5, 0.4, 0.3, 0.15]
    case .brightness: [0.05, 0.1, 0.15, 0.2, 0.3]
    case .pixelate: [0.95, 0.9, 0.85, 0.75, 0.65]
    }
  }
}
