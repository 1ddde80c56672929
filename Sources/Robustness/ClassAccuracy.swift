/// How the images of one class fare.
public struct ClassAccuracy: Sendable, Codable, Equatable {
  /// The label, from 0.
  public let number: Int
  /// `nil` where the audit was not told.
  public let name: String?
  /// Images of the class.
  public let total: Int
  /// Of them right without attack.
  public let cleanCorrect: Int
  /// In the order of the strengths asked for.
  public let worstCase: [Point]

  /// Images of the class that are right under every attack at one ε.
  public struct Point: Sendable, Codable, Equatable {
    public let epsilon: Double
    public let correct: Int
  }

  enum CodingKeys: String, CodingKey {
    case name, total
    case number = "class"
    case cleanCorrect = "clean_correct"
    case worstCase = "worst_case"
  }

  /// A row for each of the model's classes, those without an image too.
  static func rows(_ evidence: AuditEvidence, labels: [UInt8], names: [String]?) -> [ClassAccuracy] {
    let worst = (0..<evidence.asked).map(evidence.worst)
    return (0..<evidence.classes).map { label in
      let own = labels.indices.filter { Int(labels[$0]) == label }
      return ClassAccuracy(
        number: label, name: names.flatMap { $0.indices.contains(label) ? $0[label] : nil }, total: own.count,
        cleanCorrect: own.count { evidence.clean[$0] },
        worstCase: worst.indices.map { e in
          Point(epsilon: evidence.strengths[e], correct: own.count { worst[e][$0] })
        })
    }
  }
}
