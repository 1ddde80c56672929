/// The sharpness of one of several models, of which some may have none.
public enum SharpnessFinding: Sendable, Equatable {
  case measured(SharpnessReport)
  /// Why it could not be measured, in words.
  case notMeasured(String)

  public var report: SharpnessReport? {
    switch self {
    case .measured(let report): report
    case .notMeasured: nil
    }
  }

  /// Why there is no report; `nil` where there is one.
  public var reason: String? {
    switch self {
    case .measured: nil
    case .notMeasured(let reason): reason
    }
  }
}

/// The report, or `{"not_measured": "why"}`.
extension SharpnessFinding: Codable {
  private enum CodingKeys: String, CodingKey { case notMeasured = "not_measured" }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let reason = try container.decodeIfPresent(String.self, forKey: .notMeasured) {
      self = .notMeasured(reason)
    } else {
      self = .measured(try SharpnessReport(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .measured(let report): try report.encode(to: encoder)
    case .notMeasured(let reason):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(reason, forKey: .notMeasured)
    }
  }
}
