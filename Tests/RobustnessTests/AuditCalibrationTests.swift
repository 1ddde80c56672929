import Datasets
import Files
import Foundation
import Models
import Statistics
import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("Calibration under attack")
struct AuditCalibrationTests {
  static let engine = Engine(threads: 1)
  static let linear = FGSMTests.linear
  /// Away from the clip at the strengths below, with a margin that the larger one does not use up.
  static let pixels: [UInt8] = [140, 110, 120, 128, 130]
  static let image = ImageSet(shape: linear.network.input, pixels: pixels, labels: [0])
  static let norm = FGSMTests.difference.reduce(0) { $0 + abs($1) }
  static var margin: Double { FGSMTests.margin(pixels[...], 0, 0) }

  /// Softmax of two logits whose difference is the margin left; single precision holds it to 6e-8.
  static func confidence(_ epsilon: Double) -> Double { 1 / (1 + exp(-abs(margin - epsilon * norm))) }

  @Test("FGSM's confidence is the softmax of what a step of ε leaves of the margin, right and wrong")
  func fgsm() {
    let critical = Self.margin / Self.norm, epsilons = [0, critical / 2, critical * 1.5]
    let outcome = FGSM(loss: .crossEntropy, epsilons: epsilons).attack(Self.linear, on: Self.image, engine: Self.engine)
    #expect(outcome.correct == [[true], [true], [false]])
    for (epsilon, found) in zip(epsilons, outcome.confidence) {
      #expect(found.count == 1 && abs(Double(found[0]) - Self.confidence(epsilon)) < 2e-7)
    }
  }

  @Test("PGD's is of the image that it ends with, and of the image itself at ε = 0")
  func search() throws {
    let campaign = AttackCampaign(
      Self.linear, on: Self.image, norm: .linf, seed: 0, batch: nil, journal: nil, in: JobContext(engine: Self.engine))
    // A survivor ends in the corner of the ball, as far as FGSM goes.
    let epsilons = [Self.margin / Self.norm / 2, 0]
    let found = try campaign.search(
      PGD(loss: .crossEntropy), AttackLabel(.pgd, through: "cross-entropy"), stage: "pgd", strengths: epsilons,
      candidates: [[true], [true]])
    for (epsilon, outcome) in zip(epsilons, found.outcomes) {
      #expect(abs(Double(outcome.confidence[0]) - Self.confidence(epsilon)) < 2e-7)
    }
    #expect(found.outcomes[1].confidence == campaign.cleanConfidence)
  }

  @Test("attacks made one after another have the confidence of the one that broke the image, or of the last")
  func parts() {
    func part(_ correct: [Bool], _ confidence: [Float]) -> CurveOutcome {
      let outcome = StrengthOutcome(
        epsilon: 0.1, correct: correct, confidence: confidence, maximumPerturbation: 0,
        zeroGradient: correct.map { _ in false }, replies: correct.map { _ in nil })
      return CurveOutcome(label: AttackLabel(.square), asked: [outcome], zero: outcome)
    }
    let whole = CurveOutcome(
      AttackLabel(.autoAttack),
      parts: [
        part([false, true, true], [0.1, 0.2, 0.3]), part([false, false, true], [0.4, 0.5, 0.6]),
        part([false, false, true], [0.7, 0.8, 0.9]),
      ])
    #expect(whole.asked.map(\.confidence) == [[0.1, 0.5, 0.9]])
  }

  @Test("every attack that counts all images has its error at each ε; the others have none")
  func points() throws {
    let report = try AuditTests.searching()
    let calibration = try #require(report.calibration), clean = try #require(calibration.clean)
    let own = try #require(ConfidenceTests.calibration(AuditTests.classifier, AuditTests.images))
    #expect(abs(clean.expected - own.expected) < 1e-6 && clean.bins.map(\.count) == own.bins.map(\.count))
    for curve in report.curves where [.fgsm, .pgd].contains(curve.label.attack) {
      #expect(curve.points.allSatisfy { $0.expectedCalibrationError != nil })
      // The second strength is 0.
      #expect(curve.points[1].expectedCalibrationError == clean.expected)
      #expect(curve.points[0].expectedCalibrationError != clean.expected)
    }
    let others = report.curves.filter { ![.fgsm, .pgd].contains($0.label.attack) }
    #expect(others.count == 3)
    for curve in others + others.flatMap({ $0.parts ?? [] }) {
      #expect(curve.points.allSatisfy { $0.expectedCalibrationError == nil })
    }
    #expect(report.worstCase.allSatisfy { $0.expectedCalibrationError == nil })
  }

  @Test("the bins under attack are those of one curve, the same for every model, at the middle of the strengths")
  func underAttack() throws {
    let report = try AuditTests.report(), found = try #require(report.calibration?.underAttack)
    let strengths = report.settings.epsilons.filter { $0.value > 0 }.map(\.value).sorted()
    #expect(found.epsilon.value == strengths[(strengths.count - 1) / 2])
    let place = try #require(report.settings.epsilons.firstIndex { $0.value == found.epsilon.value })
    let complete = report.curves.filter(\.label.attack.followsAnyLoss)
    let curve = try #require(complete.last { $0.label.loss == "cross-entropy" })
    #expect(found.label == curve.label && complete.count > 1)
    #expect(curve.points[place].expectedCalibrationError == found.error.expected)
    #expect(found.error.bins.reduce(0) { $0 + $1.count } == report.total)
    let right = found.error.bins.reduce(0) { $0 + $1.accuracy * Double($1.count) }
    #expect(abs(right - Double(curve.points[place].correct)) < 1e-9)
  }

  @Test("ε = 0 is no attack, and one that goes on with what is right counts not every image")
  func none() throws {
    func report(_ attacks: [AttackName], _ epsilons: String) throws -> AuditReport {
      var audit = Audit(attacks: attacks, epsilons: try Epsilon.list(parsing: epsilons), losses: ["dlr"])
      audit.budget = AttackBudget(queries: 5)
      return try audit.run(AuditTests.classifier, own: nil, on: AuditTests.images, in: .threads(1))
    }
    let still = try report([.fgsm], "0").calibration, square = try report([.square], "0.01").calibration
    #expect(still?.clean != nil && still?.underAttack == nil && square?.clean != nil && square?.underAttack == nil)
  }

  @Test("a diverged model has no calibration, and its report is written all the same")
  func diverged() throws {
    let classifier = TestClassifiers.linear([[.nan, 0], [0, 1]])
    let images = ImageSet(shape: classifier.network.input, pixels: [0, 0, 128, 255], labels: [0, 1])
    let report = try Audit(epsilons: try Epsilon.list(parsing: "0.1"), losses: ["dlr"])
      .run(classifier, own: nil, on: images, in: .threads(1))
    #expect(report.calibration == AuditCalibration(clean: nil, underAttack: nil))
    #expect(try !StableJSON.encode(report).isEmpty)
  }

  @Test("in JSON the attack stands beside the error's own keys")
  func json() throws {
    let calibration = try #require(try AuditTests.searching().calibration), data = try StableJSON.encode(calibration)
    let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]])
    #expect(Set(json.keys) == ["clean", "under_attack"])
    #expect(Set(json["clean"]!.keys) == ["expected_calibration_error", "bins"])
    #expect(
      Set(json["under_attack"]!.keys) == [
        "attack", "loss", "epsilon", "epsilon_text", "expected_calibration_error", "bins",
      ])
    #expect(try StableJSON.decode(AuditCalibration.self, from: data, path: "audit.json") == calibration)
  }
}
