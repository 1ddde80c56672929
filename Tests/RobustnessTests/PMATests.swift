import Datasets
import Models
import Testing

@testable import Robustness

@Suite("Probability margin attack")
struct PMATests {
  @Test("steps fall from 2 ε to nothing in each half of a run")
  func sizes() {
    let sizes = (0..<100).map { PMA.size(step: $0, of: 100) }
    #expect(sizes[1] == 2 && sizes[51] == 2)
    #expect(
      zip(sizes[1...50], sizes[2...50]).allSatisfy { $0 > $1 }
        && zip(sizes[51...99], sizes[52...99]).allSatisfy { $0 > $1 })
    #expect(sizes[50] < 0.01 && sizes[99] < 0.02 && sizes.allSatisfy { $0 >= 0 })
  }

  @Test("one step up the label's probability, then a half of its own in each run, then the margin")
  func objectives() {
    func climbed(_ run: Int, _ step: Int) -> Objective { PMA.objective(run: run, step: step, of: 100, target: nil) }
    for run in 0..<2 {
      #expect(climbed(run, 0) == .probabilities(label: 1, rival: 0, target: nil))
      #expect(climbed(run, 50) == .probabilities(label: -1, rival: 1, target: nil))
      #expect(climbed(run, 99) == climbed(run, 50))
    }
    #expect(climbed(0, 1) == .probabilities(label: -1, rival: 0, target: nil) && climbed(0, 49) == climbed(0, 1))
    #expect(climbed(1, 1) == .probabilities(label: 0, rival: 1, target: nil) && climbed(1, 49) == climbed(1, 1))
  }

  /// Of a linear model of two classes each image's smallest ε is its margin over the L1 norm of the rows' difference.
  @Test("breaks what can be broken of a linear model, and nothing else")
  func linear() {
    let rows: [[Float]] = [[1, -0.5, 0.25], [-1, 0.75, 0.5]]
    let classifier = TestClassifiers.linear(rows)
    let pixels: [Float] = [0.5, 0.5, 0.5, 0.5, 0.4, 0.6, 0.6, 0.4, 0.4]
    let labels: [UInt8] = [0, 0, 0]
    let images = ImageSet(shape: classifier.network.input, pixels: pixels.map { UInt8($0 * 255) }, labels: labels)
    let runner = AttackRunner(classifier, norm: .linf, batch: 2, engine: Engine(threads: 1))
    let length = zip(rows[0], rows[1]).reduce(0) { $0 + abs(Double($1.0 - $1.1)) }
    for index in 0..<3 {
      let image = images.image(index)
      let margin = (0..<3).reduce(0.0) { $0 + Double((rows[0][$1] - rows[1][$1]) * image[$1]) }
      for (factor, resists) in [(0.98, true), (1.02, false)] {
        let item = AttackItem(index: index, epsilon: factor * margin / length)
        runner.run(PMA(iterations: 40), on: images, items: [item], seed: 1) { #expect($1.resists == resists) }
      }
    }
  }
}
