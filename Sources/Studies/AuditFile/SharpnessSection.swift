public import LossLandscapes
public import Settings

/// Whether a study measures the sharpness of its models, and how.
public struct SharpnessSection: Sendable, Equatable {
  /// The first test images that it is measured on; 0 where it is not measured.
  public var limit = 0
  public var settings = SharpnessSettings()

  public init() {}

  /// Throws a `SettingError` where the section says how to measure, and not on how many images.
  func requireFit() throws {
    guard limit == 0, settings != SharpnessSettings() else { return }
    throw SettingError("limit", expected: "a number from 1 beside the other keys of sharpness", found: "0")
  }
}

extension SharpnessSection: Configurable {
  public static let usual = SharpnessSection()

  public static let settings: [Setting<SharpnessSection>] =
    [
      Setting(
        "limit", \.limit, .whole(0...Int.max),
        "Measure the sharpness of every model on the first N test images; 0 measures none.")
    ] + SharpnessSettings.settings.map { $0.within(\.settings) }
}

extension SharpnessSection: Encodable {
  private enum CodingKeys: CodingKey { case limit }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(limit, forKey: .limit)
    try settings.encode(to: encoder)
  }
}
