import Files
import Foundation

/// A loss function with its label smoothing: all that training, attacks and reports need to name.
public struct Loss: Sendable {
  public var function: any LossFunction
  /// α in [0, 1): the target distribution is `(1 - α) y + α / n`.
  public var labelSmoothing: Double {
    didSet { precondition(Self.smoothingRange.contains(labelSmoothing), "label smoothing must be in [0, 1)") }
  }

  private static let smoothingRange = 0.0..<1.0

  public init(_ function: some LossFunction, labelSmoothing: Double = 0) {
    precondition(Self.smoothingRange.contains(labelSmoothing), "label smoothing must be in [0, 1)")
    self.function = function
    self.labelSmoothing = labelSmoothing
  }

  /// Reads a name of `LossName`, where the loss has numbers with a colon and the numbers behind it.
  public init(parsing text: String, labelSmoothing: Double = 0) throws {
    guard Self.smoothingRange.contains(labelSmoothing) else {
      throw FileError(
        "label smoothing", "out of range", expected: "at least 0 and below 1", found: "\(labelSmoothing)")
    }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let head = parts[0].trimmingCharacters(in: .whitespaces)
    guard let name = LossName(rawValue: head) else {
      throw FileError(
        text, "no such loss", expected: LossName.usages,
        advice: NearestName.of(head, in: LossName.allCases.map(\.rawValue)).map { "did you mean \($0)?" })
    }
    let parameters = LossParameters(parts.count == 2 ? parts[1] : nil, of: name, in: text)
    self.init(try name.function.init(parameters), labelSmoothing: labelSmoothing)
  }

  /// The function's text: `Loss(parsing: name, labelSmoothing:)` is the same loss. The smoothing is not part of it.
  public var name: String {
    let head = type(of: function).name.rawValue, numbers = function.parameters
    return numbers.isEmpty ? head : "\(head):" + numbers.map(LossParameters.shortest).joined(separator: ",")
  }

  /// Whether the loss is a function of the network's probabilities, as all theory of γ takes it to be.
  public var isOfProbabilities: Bool { function.logitTemperature == nil }

  /// γ at the probability `h` of a class whose one-hot label is `y`: the smoothed label takes its place.
  public func gamma(h: Double, y: Double, classes: Int) -> Double {
    function.gamma(h: h, y: (1 - labelSmoothing) * y + labelSmoothing / Double(classes))
  }
}

extension Loss: Hashable {
  public static func == (a: Loss, b: Loss) -> Bool {
    AnyHashable(a.function) == AnyHashable(b.function) && a.labelSmoothing == b.labelSmoothing
  }

  public func hash(into hasher: inout Hasher) {
    function.hash(into: &hasher)
    hasher.combine(labelSmoothing)
  }
}

extension Loss: CustomStringConvertible {
  public var description: String {
    labelSmoothing == 0 ? name : "\(name), label smoothing \(LossParameters.shortest(labelSmoothing))"
  }
}
