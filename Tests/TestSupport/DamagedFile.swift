public import Foundation

/// A file that is not what a reader expects, and what is said of it after its path.
public struct DamagedFile: Sendable, CustomStringConvertible {
  public let description: String
  public let data: Data
  public let text: String

  public init(_ description: String, _ data: Data, _ text: String) {
    self.description = description
    self.data = data
    self.text = text
  }
}
