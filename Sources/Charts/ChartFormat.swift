import Foundation

/// A kind of file that a chart can be written as.
public enum ChartFormat: String, Sendable, Codable, CaseIterable {
  /// Pixels: 288 dots an inch, or 600 where the chart has a stated width.
  case png
  /// Lines and glyph outlines, which look the same whatever fonts the reader has.
  case svg
  /// Lines and text with its font inside.
  case pdf

  /// The format that a file's name promises by its ending; `nil` where it promises none of them.
  public init?(path: String) {
    guard let format = Self(rawValue: (path as NSString).pathExtension.lowercased()) else { return nil }
    self = format
  }

  /// The name of a chart's file in this format. `file` has the ending of another format.
  public func name(of file: String) -> String { "\((file as NSString).deletingPathExtension).\(rawValue)" }
}
