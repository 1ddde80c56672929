import Datasets
import Files
import Foundation
import Models
import Statistics
import TestSupport
import Testing

@testable import Robustness

@Suite("What an attack gained")
struct AttackGainTests {
  static func report(
    _ attacks: [AttackName], _ epsilons: String = "0.02,0.004", target: Target? = nil
  ) throws -> AuditReport {
    var audit = Audit(attacks: attacks, epsilons: try Epsilon.list(parsing: epsilons), losses: ["cross-entropy"])
    audit.budget = AttackBudget(pgdSteps: 4, iterations: 5, queries: 40)
    audit.target = target
    return try audit.run(AuditTests.classifier, own: nil, on: AuditTests.images, in: .threads(1))
  }

  @Test("an image that survives is passed as often as the attack says", arguments: [1, 5])
  func passes(steps: Int) {
    let classifier = FGSMTests.linear
    let image = ImageSet(shape: classifier.network.input, pixels: [140, 110, 120, 128, 130], labels: [0])
    func passes(_ attack: any Attack) -> AttackPasses {
      NamedAttack("", attack).outcomes(classifier, image, epsilon: 1e-6)[0].passes
    }
    // PGD only looks at its last point, APGD wants a gradient at each, Square at none.
    #expect(passes(PGD(loss: .crossEntropy, steps: steps)) == AttackPasses(forward: steps + 1, backward: steps))
    #expect(
      passes(APGD(loss: .crossEntropy, iterations: steps)) == AttackPasses(forward: steps + 1, backward: steps + 1))
    #expect(passes(Square(queries: steps)) == AttackPasses(forward: steps, backward: 0))
  }

  @Test("each attack of a cascade takes what those before it left, and all together are the cascade")
  func cascade() throws {
    let report = try Self.report([.fgsm, .autoAttackPlus])
    let plus = report.curves[1], parts = try #require(plus.parts)
    #expect(report.curves[0].points.allSatisfy { $0.gain == nil }, "a sweep has one gradient for all strengths")
    for e in 0..<2 {
      let gains = try parts.map { try #require($0.points[e].gain) }, all = try #require(plus.points[e].gain)
      #expect(gains[0].left == report.clean.correct && all.left == report.clean.correct)
      for (place, part) in parts.enumerated() {
        #expect(gains[place].left - gains[place].broken == part.points[e].correct)
        if place > 0 { #expect(gains[place].left == parts[place - 1].points[e].correct) }
      }
      #expect(all.broken == gains.map(\.broken).reduce(0, +))
      #expect(all.passes == gains.map(\.passes).reduce(.none, +))
      #expect(gains[3].passes.backward == 0 && gains[3].perThousandGradients == nil, "Square needs no gradient")
      #expect(gains[0].perThousandGradients == 1000 * Double(gains[0].broken) / Double(gains[0].passes.backward))
    }
    #expect(parts.contains { $0.points[0].gain!.broken > 0 })
  }

  @Test("an attack asked for later goes on too; PGD and those with a target take every image")
  func former() throws {
    let both = try Self.report([.pgd, .apgdCrossEntropy, .square]).curves
    #expect(both[0].points[0].gain?.left == both[1].points[0].gain?.left)
    #expect(both[2].points[0].gain?.left == both[1].points[0].correct)
    let led = try Self.report([.pgd], "0.1", target: .named("1")), point = led.curves[0].points[0]
    let gain = try #require(point.gain)
    #expect(gain.left <= led.total && gain.broken == point.reached!.correct - (led.total - gain.left))
  }

  @Test("the JSON has what was broken, of how many, the passes and the rate; results without them are read")
  func json() throws {
    let report = try Self.report([.apgdCrossEntropy], "0.02"), data = try StableJSON.encode(report)
    #expect(try StableJSON.decode(AuditReport.self, from: data, path: "a.json") == report)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let curve = try #require((object["curves"] as? [[String: Any]])?.first)
    var point = try #require((curve["points"] as? [[String: Any]])?.first)
    let gain = try #require(report.curves[0].points[0].gain)
    #expect(point["left_before"] as? Int == gain.left && point["newly_broken"] as? Int == gain.broken)
    #expect(point["gradients"] as? Int == gain.passes.backward)
    #expect(point["forward_passes"] as? Int == gain.passes.forward)
    // The JSON parser's last digit may differ.
    let rate = try #require(point["broken_per_1000_gradients"] as? Double)
    #expect(abs(rate - gain.perThousandGradients!) < 1e-9)
    for key in ["left_before", "newly_broken", "gradients", "forward_passes", "broken_per_1000_gradients"] {
      point[key] = nil
    }
    let old = try JSONSerialization.data(withJSONObject: point)
    #expect(try JSONDecoder().decode(AttackPoint.self, from: old).gain == nil)
  }
}
