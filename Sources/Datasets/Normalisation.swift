import Files
import Foundation
import Settings
import Tensors

/// The mean and the standard deviation of each channel, in pixel units [0, 1].
public struct Normalisation: Sendable, Codable, Equatable {
  public var mean: [Float]
  public var standardDeviation: [Float]

  enum CodingKeys: String, CodingKey {
    case mean
    case standardDeviation = "standard_deviation"
  }

  public init(mean: [Float], standardDeviation: [Float]) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// A normalisation from means and deviations of bytes, 0 to 255, as publications give them.
  init(levels: [Double], deviations: [Double]) {
    self.init(mean: levels.map { Float($0 / 255) }, standardDeviation: deviations.map { Float($0 / 255) })
  }

  /// Throws a `SettingError` for a mean above 1, as those of pixels from 0 to 255 are.
  public static func requireMean(_ mean: Float) throws {
    guard mean > 1 else { return }
    func text(_ number: Float) -> String { String(format: "%.4g", number) }
    throw SettingError(
      expected: "means of pixels from 0 to 1", found: text(mean),
      advice: "of pixels from 0 to 255 that is \(text(mean / 255))")
  }

  /// Throws a `FileError` for `place`, whose pixels were measured, where a channel has one value throughout.
  func requireContrast(of place: String) throws {
    guard let channel = standardDeviation.firstIndex(of: 0) else { return }
    throw FileError(
      place, at: "channel \(channel)", "all pixels are alike, and cannot be normalised",
      expected: "pixels that differ", found: "\(mean[channel]) throughout")
  }

  /// The mean and the deviation over all pixels of `images`, summed in double precision.
  public static func measured(on images: ImageSet) -> Normalisation {
    var histogram = PixelHistogram(channels: images.shape.channels)
    for index in 0..<images.count { histogram.add(images.pixels(of: index)) }
    return histogram.normalisation
  }
}
