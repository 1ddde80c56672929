import Statistics
import Testing

@testable import Reports
@testable import Robustness

@Suite("Differences between losses over seeds")
struct SeedTestsTests {
  /// Losses a, b and c with these accuracies of each seed, clean and in the worst case at ε = 0.5, of 1,000 images.
  static func results(_ seeds: [[(clean: Int, worst: Int)]]) throws -> StudyResults {
    var results = try SampleResults.study(slices: false, evolved: false)
    let loss = results.losses[0], model = loss.models[0]
    results.losses = zip("abc", seeds).map { name, seeds in
      var own = loss
      own.name = "\(name)"
      own.models = seeds.map { seed in
        var one = model
        one.testAccuracy = Accuracy(correct: seed.clean, total: 1000)
        let points = [0, 0.5].map { (epsilon: Double) in
          let correct = (0..<1000).map { $0 < (epsilon == 0 ? seed.clean : seed.worst) }
          return AttackPoint(
            epsilon: Epsilon(epsilon), correct: correct, cumulative: correct, maxPerturbation: epsilon, zeroGradient: 0)
        }
        one.attack = AuditReport(
          total: 1000, clean: one.testAccuracy, curves: [], worstCase: points, checks: [],
          settings: model.attack.settings)
        return one
      }
      return own
    }
    return results
  }

  @Test("each loss is held against those before it, clean and at each ε above 0")
  func table() throws {
    let tests = SeedTests(
      try Self.results([
        [(900, 100), (902, 120), (904, 110)], [(900, 200), (906, 210), (903, 220)],
        [(800, 100), (801, 120), (802, 140)],
      ]))
    #expect(tests.measures == ["clean", "worst case<br>L∞ ε = 0.5"])
    #expect(tests.rows.map(\.name) == ["b − a", "c − a", "c − b"])
    let first = tests.rows[0].differences
    #expect(abs(first[0].points - 0.1) < 1e-9 && abs(first[1].points - 10) < 1e-9)
    let p = WelchTest([0.9, 0.906, 0.903], [0.9, 0.902, 0.904])?.p
    #expect(first[0].p == p && !first[0].isDecisive && first[1].isDecisive)
    let html = tests.html
    #expect(html.contains("<td><b>+10.0, p = 0.00026</b></td>"), "\(html)")
    #expect(html.contains("no decisive difference") && html.contains("<td><b>−10.1, p &lt; 0.0001</b></td>"))
    #expect(html.contains("there are 6: where all losses were equal, about 1 would be decisive by chance"))
  }

  @Test("one seed, or seeds that agree to the last digit, decide nothing")
  func tooFew() throws {
    let one = SeedTests(try Self.results([[(900, 100)], [(800, 200)]]))
    #expect(one.rows[0].differences.allSatisfy { $0.p == nil && !$0.isDecisive })
    #expect(one.html.contains("No decisive difference: two seeds or more of each loss are needed."))
    let equal = SeedTests(try Self.results([[(900, 100), (900, 100)], [(800, 200), (801, 200)]]))
    #expect(equal.rows[0].differences.map { $0.p == nil } == [false, true])
    #expect(equal.html.contains("<td>+10.0<br><small>no decisive difference</small></td>"))
  }

  @Test("a loss alone has nothing to be held against")
  func alone() throws { #expect(SeedTests(try Self.results([[(900, 100), (901, 99)]])).html.isEmpty) }
}
