import Foundation
import Statistics
import Testing

@testable import Reports
@testable import Robustness

@Suite("The table of every attack")
struct AttackTableTests {
  @Test("has a row for each attack of each model, and what all together leave")
  func rows() throws {
    let table = AttackTable.html(try SampleResults.study()).source
    // One and none of three images are right by cross-entropy at ε = 0.5, three and two by the other.
    for loss in [RequestedLoss.own, .named(.crossEntropy), .named(.dlr)] {
      let attack = Caption.curve(AttackLabel(.fgsm, through: loss))
      #expect(
        table.contains("<th scope=\"row\">cross-entropy</th><td>\(attack)</td><td>16.7 ± 23.6</td>"), "\(table)"
      )
    }
    #expect(table.contains("<th scope=\"row\">cross-entropy</th><td>all together</td><td>16.7 ± 23.6</td>"))
    #expect(table.contains("<th scope=\"row\">a&quot;b,c</th><td>all together</td><td>83.3 ± 23.6</td>"))
    #expect(table.matches(of: /<tr>/).count == 1 + 2 * 4)
    #expect(table.contains("ε = 0.5</th>") && !table.contains("ε = 0</th>"))
  }

  @Test("has Wilson's interval of a single model, and says how far the attacks went")
  func single() throws {
    var results = try SampleResults.study(), model = results.losses[0].models[0]
    let points = model.attack.worstCase
    var settings = model.attack.settings
    settings.budget = AttackBudget()
    model.attack = AuditReport(
      total: 3, clean: model.attack.clean,
      curves: [
        AttackCurve(AttackLabel(.pgd, through: .named(.crossEntropy)), points: points),
        AttackCurve(AttackLabel(.apgdCrossEntropy), points: points),
      ], worstCase: points, checks: [], settings: settings)
    results.losses = [results.losses[0]]
    results.losses[0].models = [model]
    let table = AttackTable.html(results).source
    let interval = points[1].interval
    let wanted = "33.3 (\(Caption.fixed(100 * interval.lower)) to \(Caption.fixed(100 * interval.upper)))"
    #expect(table.matches(of: /<tr>/).count == 4)
    #expect(table.components(separatedBy: wanted).count == 4, "\(table)")
    #expect(table.contains("PGD takes 20 steps from one start."))
    #expect(table.contains("go on with the images that those above them left right."))
  }

  @Test("is left out where no strength was tried")
  func clean() throws {
    var results = try SampleResults.study()
    for loss in results.losses.indices {
      for place in results.losses[loss].models.indices {
        let attack = results.losses[loss].models[place].attack
        var settings = attack.settings
        settings.epsilons = [settings.epsilons[0]]
        results.losses[loss].models[place].attack = AuditReport(
          total: 3, clean: attack.clean, curves: attack.curves, worstCase: attack.worstCase, checks: [],
          settings: settings)
      }
    }
    #expect(AttackTable.html(results).source.isEmpty)
  }
}
