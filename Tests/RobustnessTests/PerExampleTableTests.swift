import Datasets
import Files
import Models
import Statistics
import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("The long table of every image")
struct PerExampleTableTests {
  private static let usual =
    "image,label,norm,attack,attack_loss,epsilon,epsilon_written,prediction,margin,perturbation,correct"

  /// The rows of a table, each by the names of its columns.
  private static func rows(_ table: String) -> [[String: String]] {
    let lines = table.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    return lines.dropFirst().map { line in
      Dictionary(uniqueKeysWithValues: zip(lines[0], line).map { (String($0), String($1)) })
    }
  }

  private static func audit(_ attacks: [AttackName]) throws -> Audit {
    var audit = Audit(
      attacks: attacks, epsilons: try Epsilon.list(parsing: "2/255,0,0.1"), losses: ["cross-entropy", "dlr"])
    audit.budget = AttackBudget(pgdSteps: 4, iterations: 5, queries: 30)
    return audit
  }

  private static func findings(
    _ audit: Audit, _ classifier: Classifier = AuditTests.classifier, threads: Int = 1, journal: AuditJournal? = nil
  ) throws -> AuditFindings {
    try audit.examine(classifier, own: nil, on: AuditTests.images, in: .threads(threads), journal: journal)
  }

  @Test("has one row an image, attack, attack loss and ε, and one without attack; rows add up to the report")
  func tidy() throws {
    let findings = try Self.findings(Self.audit([.fgsm, .pgd, .autoAttack])), report = findings.report
    let table = findings.perExample(.long), rows = Self.rows(table)
    #expect(table.hasPrefix("\(Self.usual)\n"))
    #expect(rows.count == 60 * (1 + 5 * 3))
    let keys = rows.map { row in ["image", "attack", "attack_loss", "epsilon"].map { row[$0]! } }
    #expect(Set(keys).count == rows.count)
    for curve in report.curves {
      for point in curve.points {
        let own = rows.filter {
          $0["attack"] == curve.label.attack.rawValue && $0["attack_loss"] == curve.label.loss
            && $0["epsilon_written"] == point.epsilon.text
        }
        #expect(own.count == 60 && own.count { $0["correct"] == "1" } == point.correct)
        let moved = own.compactMap { Double($0["perturbation"]!) }
        #expect(moved.count == 60 && abs((moved.max() ?? 1) - point.maxPerturbation) < 1e-7)
      }
    }
    #expect(rows.count { $0["attack"] == "none" && $0["correct"] == "1" } == report.clean.correct)
  }

  @Test(
    "prediction, margin and correct say the same of an image", arguments: [[AttackName.fgsm, .pgd], [.autoAttack]])
  func consistent(attacks: [AttackName]) throws {
    for row in Self.rows(try Self.findings(Self.audit(attacks)).perExample(.long)) {
      let margin = try #require(Float(row["margin"]!))
      #expect((row["prediction"] == row["label"]) == (row["correct"] == "1"))
      #expect(row["correct"] == "1" ? margin >= 0 : margin <= 0)
      #expect(Double(row["perturbation"]!)! <= Double(row["epsilon"]!)! + 1e-6)
    }
  }

  @Test("the margin is the label's logit less the largest other one: of a linear model it falls by ε times a length")
  func margin() throws {
    // Logits 2 a − b and a + b: the margin a − 2 b of class 0 falls by 3 ε along its gradient's sign.
    let classifier = TestClassifiers.linear([[2, -1], [1, 1]])
    let images = ImageSet(
      shape: ImageShape(height: 1, width: 2, channels: 1), pixels: [204, 51, 51, 204], labels: [0, 1])
    let audit = Audit(epsilons: try Epsilon.list(parsing: "0.1"), losses: ["cross-entropy"])
    let rows = Self.rows(
      try audit.examine(classifier, own: nil, on: images, in: .threads(1)).perExample(.long))
    let margins = rows.map { Float($0["margin"]!)! }, expected: [Float] = [0.4, 0.1, 1.4, 1.1]
    #expect(zip(margins, expected).allSatisfy { abs($0 - $1) < 1e-5 } && margins.count == 4)
    #expect(rows.map { $0["prediction"]! } == ["0", "0", "1", "1"])
  }

  @Test("of a cascade it says how the image was broken, not what a later attack left alone")
  func cascade() throws {
    let found = Self.rows(try Self.findings(Self.audit([.apgdCrossEntropy, .square])).perExample(.long))
    func row(_ image: String, _ attack: String) -> [String: String]? {
      found.first { $0["image"] == image && $0["attack"] == attack && $0["epsilon"] == "0.1" }
    }
    var broken = 0
    for i in 0..<60 {
      let first = try #require(row("\(i)", "apgd-ce")), second = try #require(row("\(i)", "square"))
      guard first["correct"] == "0" else { continue }
      broken += 1
      for column in ["prediction", "margin", "perturbation", "correct"] { #expect(first[column] == second[column]) }
    }
    #expect(broken > 20)
  }

  @Test("the same bytes for any threads, and after an interruption")
  func repeatable() throws {
    let audit = try Self.audit([.fgsm, .pgd, .autoAttack]), whole = try Self.findings(audit).perExample(.long)
    #expect(try Self.findings(audit, threads: 2).perExample(.long) == whole)
    try withTemporaryFolder { folder in
      for _ in 0..<2 {
        // The second time everything is known and read.
        let journal = try AuditJournal(folder, identity: Identity(["seed": "a"]))
        #expect(try Self.findings(audit, journal: journal).perExample(.long) == whole)
      }
    }
  }

  @Test("an image outside of its ball has no prediction and no margin: it counts for nothing")
  func planted() throws {
    var audit = try Self.audit([.pgd])
    audit.planted = { _ in OutOfBall() }
    let rows = Self.rows(try Self.findings(audit).perExample(.long)).filter {
      $0["attack"] == "pgd" && $0["epsilon"] != "0.0"
    }
    #expect(rows.count == 2 * 2 * 60)
    #expect(rows.allSatisfy { $0["prediction"] == "" && $0["margin"] == "" && $0["perturbation"] == "" })
    #expect(rows.allSatisfy { $0["correct"] == "1" })
  }

  @Test("a logit that is not a number leaves the prediction empty, and the margin is NaN")
  func notANumber() throws {
    let classifier = TestClassifiers.linear([[.nan, 0], [0, 1]])
    let images = ImageSet(
      shape: ImageShape(height: 1, width: 2, channels: 1), pixels: [255, 0, 0, 255], labels: [0, 1])
    let audit = Audit(epsilons: try Epsilon.list(parsing: "0.1"), losses: ["cross-entropy"])
    let rows = Self.rows(try audit.examine(classifier, own: nil, on: images, in: .threads(1)).perExample(.long))
    #expect(rows.allSatisfy { $0["prediction"] == "" && $0["margin"] == "NaN" && $0["correct"] == "0" })
  }

  @Test("targets and rounding have columns of their own, and images their numbers in the data set")
  func columns() throws {
    var audit = try Self.audit([.fgsm, .pgd])
    audit.target = .named("1")
    audit.quantise = true
    let findings = try Self.findings(audit), table = findings.perExample(.long), rows = Self.rows(table)
    #expect(table.hasPrefix("\(Self.usual),reached,correct_quantised,reached_quantised\n"))
    for curve in findings.report.curves {
      for point in curve.points {
        let own = rows.filter {
          $0["attack"] == curve.label.attack.rawValue && $0["attack_loss"] == curve.label.loss
            && $0["epsilon_written"] == point.epsilon.text
        }
        #expect(own.count { $0["reached"] == "1" } == point.reached?.correct)
        #expect(own.count { $0["correct_quantised"] == "1" } == point.quantised?.correct)
        #expect(own.count { $0["reached_quantised"] == "1" } == point.reachedQuantised?.correct)
      }
    }
    let numbers = Set(rows.map { Int($0["image"]!)! })
    #expect(numbers == Set(AuditTests.images.labels.indices.filter { AuditTests.images.labels[$0] != 1 }))
  }
}

/// A planted fault: an attack that claims what lies outside of the ball.
private struct OutOfBall: Attack {
  func start(_ task: AttackTask) -> any ImageAttack { OutOfBallOnImage(task: task) }
}

private struct OutOfBallOnImage: ImageAttack {
  let task: AttackTask
  var asked = false

  mutating func ask(_ point: UnsafeMutablePointer<Float>) -> Question? {
    defer { asked = true }
    for (i, pixel) in task.image.enumerated() { point[i] = pixel + (pixel < 0.5 ? 2 : -2) * task.epsilon }
    return asked ? nil : .logits
  }

  mutating func tell(_ answer: Answer) -> Bool { true }
}
