import Datasets
import Files
import Foundation
import Losses
import Models
import Robustness
import Synchronization
import TestSupport
import Testing

@testable import LossLandscapes

@Suite("Cutting slices")
struct SliceCutTests {
  static let classifier = SliceTests.classifier
  static let images = SliceTests.images
  static let plain = SliceMeasure(own: Loss(.baikal))

  static func cut(
    _ slice: Slice, draws: Int = 1, _ measure: SliceMeasure = plain, of classifier: Classifier = classifier
  ) -> SliceCut {
    SliceCut(
      classifier, slice,
      draws: (0..<draws).map { draw in
        (0..<(slice.betas.isEmpty ? 1 : 2)).map { Direction(for: classifier.weights, seed: 9, index: 2 * draw + $0) }
      }, measure: measure, on: images)
  }

  @Test("coarse places come first, each refinement holds the one before, and the order of the points is the grid's")
  func coarseFirst() throws {
    let grid = Slice.grid(from: -1, to: 1, points: 21), slice = Slice(alphas: grid)
    var levels: [[Double]] = []
    let points = try Self.cut(slice).run(in: .threads(1)) { slice, draws in
      #expect(draws.count == 1 && draws[0].map(\.alpha) == slice.alphas)
      levels.append(slice.alphas)
    }
    #expect(levels.map(\.count) == [5, 11])
    for (coarse, fine) in zip(levels, levels.dropFirst() + [grid]) { #expect(Set(coarse).isSubset(of: fine)) }
    #expect(levels.allSatisfy { $0.contains(0) })
    #expect(points[0].map(\.alpha) == grid)
  }

  @Test("a plane need be neither square nor two-sided")
  func rectangle() throws {
    var grid = SliceGrid(points: 3, range: -1...0)
    (grid.secondPoints, grid.secondRange) = (2, 0...0.5)
    let cut = Self.cut(grid.slice(dimensions: 2)), points = try cut.run(in: .threads(1))
    #expect(grid.count(dimensions: 2) == 6 && points[0].count == 6)
    let settings = SliceReport(cut, on: cut.slice, draws: points, origin: .given, split: .train).settings
    #expect(settings.pointsPerAxis == 3 && settings.range == [-1, 0])
    #expect(settings.secondPoints == 2 && settings.secondRange == [0, 0.5] && settings.split == .train)
  }

  @Test("without a strength there is no attack; with one, nothing else changes, and FGSM at 0 is no attack")
  func attack() throws {
    let slice = Slice(alphas: [-0.5, 0, 0.5])
    let plain = try Self.cut(slice).run(in: .threads(1))[0]
    for epsilon in [Epsilon(0), Epsilon(0.5)] {
      var measure = Self.plain
      measure.epsilon = epsilon
      let attacked = try Self.cut(slice, measure).run(in: .threads(1))[0]
      for (a, b) in zip(plain, attacked) {
        #expect(a.attacked == nil && a.crossEntropy == b.crossEntropy && a.correct == b.correct)
        if epsilon.value == 0 { #expect(b.attacked?.correct == b.correct) }
      }
      // At the trained model the figure is an audit's, which counts every image too.
      let audit = Audit(attacks: [.fgsm], epsilons: [epsilon], losses: [.named(.crossEntropy)])
      let report = try audit.run(Self.classifier, own: nil, on: Self.images, in: .threads(1))
      #expect(attacked[1].attacked?.correct == report.curves[0].points[0].correct)
    }
  }

  @Test("several draws have the points that each has alone, and a spread over them")
  func draws() throws {
    let slice = Slice(alphas: [-1, 0, 1]), cut = Self.cut(slice, draws: 3)
    let points = try cut.run(in: .threads(1))
    for (draw, directions) in cut.draws.enumerated() {
      let alone = SliceCut(Self.classifier, slice, draws: [directions], measure: Self.plain, on: Self.images)
      #expect(try alone.run(in: .threads(1))[0] == points[draw])
    }
    let report = SliceReport(cut, on: slice, draws: points, origin: .drawn(.filter, seed: 9), split: .test)
    let spread = try #require(report.spread), losses = points.map { $0[2].crossEntropy }.sorted()
    #expect(spread[2].crossEntropy.median == losses[1] && spread[2].crossEntropy.lowest == losses[0])
    #expect(spread[2].crossEntropy.highest == losses[2] && losses[0] < losses[2])
    // At 0 all draws are the trained model.
    #expect(spread[1].crossEntropy.lowest == spread[1].crossEntropy.highest)
    #expect(report.points == points[0] && report.draws?.map(\.points) == points && report.settings.directions == 3)
    #expect(try StableJSON.decode(SliceReport.self, from: StableJSON.encode(report), path: "s") == report)
  }

  @Test("from one model to another, 0 is the one and 1 the other, running statistics included")
  func interpolation() throws {
    var other = Self.classifier
    other.weights.values = SampleNumbers.floats(other.weights.values.count, seed: 50).map { abs($0) + 0.1 }
    let way = Direction(from: Self.classifier.weights, to: other.weights)
    let cut = SliceCut(Self.classifier, Slice(alphas: [0, 1]), draws: [[way]], measure: Self.plain, on: Self.images)
    let points = try cut.run(in: .threads(1))[0]
    let ends = [SliceTests.plain(Self.classifier), SliceTests.plain(other)]
    for (point, end) in zip(points, ends) {
      // a + (b − a) differs from b by the rounding of float32.
      #expect(
        abs(point.crossEntropy - end.crossEntropy) < 1e-4 * (1 + end.crossEntropy) && point.correct == end.correct)
    }
  }

  @Test("the standard error of a share is that of the mean of zeros and ones")
  func shareError() {
    // 3 of 4: variance of the sample 0.25, divided by 4.
    #expect(abs(Moments.standardError(ofShare: 3, of: 4) - 0.25) < 1e-12)
    #expect(Moments.standardError(ofShare: 4, of: 4) == 0)
  }

  @Test("a slice that goes on after an interruption ends as one that was not interrupted", arguments: [1, 4, 6])
  func journal(stopAfter: Int) throws {
    struct Stop: Error {}
    let folder = try ScratchFolder(), path = folder.path("unfinished"), identity = try Identity(["slice": 1])
    var measure = Self.plain
    measure.epsilon = Epsilon(0.1)
    let cut = Self.cut(Slice(alphas: [-1, 0, 1], betas: [0, 1]), draws: 2, measure)
    let whole = try cut.run(in: .threads(1))
    #expect(throws: Stop.self) {
      _ = try cut.run(
        in: .stopping(with: Stop()) { $0.done == stopAfter }, journal: try SliceJournal(path, identity: identity))
    }
    // A kill may leave half a line.
    let file = "\(path)/points.jsonl"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.split(separator: "\n").count == stopAfter)
    try AtomicFile.write(Data((text + text.prefix(20)).utf8), to: file)
    let seen = Mutex([Int]())
    let context = JobContext(
      engine: Engine(threads: 1), report: { progress in seen.withLock { $0.append(progress.done) } })
    #expect(try cut.run(in: context, journal: SliceJournal(path, identity: identity)) == whole)
    #expect(seen.withLock { $0 } == Array(stopAfter...12))
  }

  @Test("a changed line and another slice's folder are errors that name them")
  func changedJournal() throws {
    let folder = try ScratchFolder(), path = folder.path("unfinished"), identity = try Identity(["slice": 1])
    _ = try Self.cut(Slice(alphas: [0, 1])).run(in: .threads(1), journal: SliceJournal(path, identity: identity))
    let other = #expect(throws: FileError.self) { _ = try SliceJournal(path, identity: try Identity(["slice": 2])) }
    #expect(other?.description.contains("the folder holds the findings of another slice") == true)
    let file = "\(path)/points.jsonl"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try AtomicFile.write(Data(text.replacing(#""alpha":1"#, with: #""alpha":2"#).utf8), to: file)
    let error = #expect(throws: FileError.self) { _ = try SliceJournal(path, identity: identity) }
    #expect(error?.description.contains("points.jsonl: line 2: was changed after it was written") == true)
  }
}
