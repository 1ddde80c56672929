/// How many images of one class a model gets right.
public struct ClassAccuracy: Sendable, Codable, Equatable {
  /// The label, counted from 0.
  public let number: Int
  /// The name of the class; `nil` where the audit was not told.
  public let name: String?
  /// The number of images of the class.
  public let total: Int
  /// How many of them are right without attack.
  public let cleanCorrect: Int
  /// One point for each strength, in the order in which they were asked for.
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
    let worst = evidence.asked.indices.map(evidence.worst)
    return (0..<evidence.classes).map { label in
      let own = labels.indices.filter { Int(labels[$0]) == label }
      return ClassAccuracy(
        number: label, name: names.flatMap { $0.indices.contains(label) ? $0[label] : nil }, total: own.count,
        cleanCorrect: own.count { evidence.clean[$0] },
        worstCase: worst.indices.map { e in
          Point(epsilon: evidence.asked[e].value, correct: own.count { worst[e][$0] })
        })
    }
  }
}
