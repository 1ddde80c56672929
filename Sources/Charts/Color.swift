import Foundation

/// An sRGB colour with straight alpha, components in 0…1.
public struct Color: Sendable, Equatable {
  public var red: Double
  public var green: Double
  public var blue: Double
  public var alpha: Double
  /// Whether the colour is the same on every ground, as those of marks on a coloured cell are.
  var isFixed = false

  public init(_ red: Double, _ green: Double, _ blue: Double, alpha: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// The colour `0xRRGGBB`.
  init(hex: UInt32) {
    self.init(Double(hex >> 16 & 255) / 255, Double(hex >> 8 & 255) / 255, Double(hex & 255) / 255)
  }

  public static let white = Color(hex: 0xffffff)
  /// The colour of titles, labels and axes.
  public static let ink = Color(hex: 0x222222)
  /// The colour of subtitles, footnotes and reference lines.
  static let softInk = Color(hex: 0x5a5a5a)
  static let grid = Color(hex: 0xe4e4e4)
  /// The colour of cells without a finite value.
  static let missing = Color(hex: 0xd0d0d0)

  /// The colour, kept on every ground.
  var fixed: Color {
    var color = self
    color.isFixed = true
    return color
  }

  func opacity(_ alpha: Double) -> Color {
    var color = Color(red, green, blue, alpha: alpha)
    color.isFixed = isFixed
    return color
  }

  /// The CIE 1976 lightness L* of the colour when it is opaque, from 0 (black) to 100 (white).
  var lightness: Double {
    func linear(_ c: Double) -> Double { c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4) }
    let y = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    return y > 216.0 / 24389 ? 116 * cbrt(y) - 16 : y * 24389 / 27
  }
}
