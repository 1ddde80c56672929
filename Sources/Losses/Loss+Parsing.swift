import Files
import Foundation

extension Loss {
  /// `cross-entropy`, `mse`, `baikal` or `taylorglo:λ0,λ1,…`, the last of any order by its count of numbers.
  public init(parsing name: String, labelSmoothing: Double = 0) throws {
    guard Self.smoothingRange.contains(labelSmoothing) else {
      throw FileError(
        "label smoothing", "out of range", expected: "at least 0 and below 1", found: "\(labelSmoothing)")
    }
    let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let head = parts[0].trimmingCharacters(in: .whitespaces)
    let numbers = parts.count == 2 ? parts[1] : nil
    guard let known = LossName(rawValue: head) else {
      throw FileError(
        name, "no such loss", expected: LossName.allCases.map(\.usage).joined(separator: ", "),
        advice: NearestName.of(head, in: LossName.allCases.map(\.rawValue)).map { "did you mean \($0)?" })
    }
    let function: LossFunction
    switch known {
    case .crossEntropy: function = .crossEntropy
    case .meanSquaredError: function = .meanSquaredError
    case .baikal: function = .baikal
    case .taylorGLO:
      function = .taylorGLO(try TaylorGLO(parsing: numbers ?? "", of: name))
      self.init(function, labelSmoothing: labelSmoothing)
      return
    }
    guard numbers == nil else { throw FileError(name, "\(head) takes no numbers", expected: head) }
    self.init(function, labelSmoothing: labelSmoothing)
  }
}

extension TaylorGLO {
  /// Numbers separated by commas; `name` is the whole text, for the errors.
  fileprivate init(parsing text: Substring, of name: String) throws {
    let fields = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    let numbers = fields == [""] ? [] : fields
    let parameters = try numbers.enumerated().map { index, field in
      guard let number = Double(field), number.isFinite else {
        throw FileError(name, at: "λ\(index)", "not a finite number", found: "\"\(field)\"")
      }
      return number
    }
    guard let loss = TaylorGLO(parameters: parameters) else {
      throw FileError(
        name, "not the numbers of a TaylorGLO loss", expected: "3, 5, 8, 12, … (order 1, 2, 3, 4, …)",
        found: "\(parameters.count)", advice: "order 3 is taylorglo:λ0,λ1,λ2,λ3,λ4,λ5,λ6,λ7")
    }
    self = loss
  }
}
