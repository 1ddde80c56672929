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

  /// Five seeds of three losses: b keeps 10 points more than a under attack; c is 10 points worse than both without.
  static let five = [
    [(900, 100), (902, 120), (904, 110), (901, 105), (903, 115)],
    [(900, 200), (906, 210), (903, 220), (901, 205), (904, 215)],
    [(800, 100), (801, 120), (802, 140), (803, 110), (804, 90)],
  ]

  @Test("each loss is held against those before it, clean and at each ε above 0, and p is Holm's of the whole table")
  func table() throws {
    let tests = SeedTests(try Self.results(Self.five))
    #expect(tests.measures == ["clean", "worst case<br>L∞ ε = 0.5"])
    #expect(tests.rows.map(\.name) == ["b − a", "c − a", "c − b"])
    let first = tests.rows[0].differences
    #expect(abs(first[0].points - 0.08) < 1e-9 && abs(first[1].points - 10) < 1e-9)
    let a = Self.five.map { $0.map { Double($0.0) / 1000 } }, worst = Self.five.map { $0.map { Double($0.1) / 1000 } }
    let pairs = [(1, 0), (2, 0), (2, 1)]
    let single = pairs.flatMap { [WelchTest(a[$0.0], a[$0.1])!.p, WelchTest(worst[$0.0], worst[$0.1])!.p] }
    #expect(tests.rows.flatMap(\.differences).compactMap(\.adjustedP) == Holm.adjusted(single))
    #expect(!first[0].isDecisive && first[1].isDecisive)
    let html = tests.html.source
    #expect(html.contains("<td><b>+10.0, p &lt; 0.0001</b></td>"), "\(html)")
    #expect(html.contains("no decisive difference") && html.contains("<td><b>−10.1, p &lt; 0.0001</b></td>"))
    #expect(html.contains("after Holm's correction for all 6 tests of this table.") && !html.contains("by chance."))
  }

  @Test("fewer than five seeds decide nothing, however small p is", arguments: 2...4)
  func fewSeeds(count: Int) throws {
    let tests = SeedTests(try Self.results(Self.five.map { Array($0.prefix(count)) }))
    let clean = try #require(tests.rows[1].differences.first)
    #expect(abs(clean.points + 10) < 0.2 && clean.adjustedP != nil && !clean.isDecisive)
    #expect(!tests.html.source.contains("<b>"))
    #expect(tests.html.source.contains("each of the two losses has 5 seeds or more."))
  }

  @Test("a table of one test says so, instead of a false number of findings by chance")
  func oneTest() throws {
    let tests = SeedTests(try Self.results([[(900, 100), (900, 100)], [(800, 200), (801, 200)]]))
    #expect(tests.html.source.contains("for the one test of this table."))
  }

  @Test("one seed, or seeds that agree to the last digit, decide nothing")
  func tooFew() throws {
    let one = SeedTests(try Self.results([[(900, 100)], [(800, 200)]]))
    #expect(one.rows[0].differences.allSatisfy { $0.adjustedP == nil && !$0.isDecisive })
    #expect(one.html.source.contains("No decisive difference: a test needs two seeds or more of each loss, and 5"))
    let equal = SeedTests(try Self.results([[(900, 100), (900, 100)], [(800, 200), (801, 200)]]))
    #expect(equal.rows[0].differences.map { $0.adjustedP == nil } == [false, true])
    #expect(equal.html.source.contains("<td>+10.0<br><small>no decisive difference</small></td>"))
  }

  @Test("a loss alone has nothing to be held against")
  func alone() throws { #expect(SeedTests(try Self.results([[(900, 100), (901, 99)]])).html.source.isEmpty) }
}
