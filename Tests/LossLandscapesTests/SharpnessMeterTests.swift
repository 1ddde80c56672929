import Files
import Foundation
import Losses
import Models
import Synchronization
import TestSupport
import Testing

@testable import LossLandscapes

@Suite("Sharpness")
struct SharpnessMeterTests {
  static let settings: SharpnessSettings = {
    var settings = SharpnessSettings()
    (settings.directions, settings.traceProbes, settings.lanczosSteps, settings.layerSteps) = (2, 2, 4, 2)
    return settings
  }()

  static func report(_ classifier: Classifier = TestNetworks.classifier, threads: Int = 1) throws -> SharpnessReport {
    try SharpnessMeter(classifier, settings, on: TestNetworks.images)
      .report(in: .threads(threads), split: .test)
  }

  @Test("the rise along a direction is that of a slice along it")
  func rise() throws {
    let report = try Self.report()
    let slices = try (0..<2).map { index in
      let direction = Direction(for: TestNetworks.classifier.weights, seed: Self.settings.seed, index: index)
      let cut = SliceCut(
        TestNetworks.classifier, Slice(alphas: [-0.5, 0, 0.5]), draws: [[direction]], measure: SliceMeasure(own: nil),
        on: TestNetworks.images)
      return Flatness(points: try cut.run(in: .threads(1))[0]).meanRise["0.5"]!
    }
    // The slice folds batch normalisation into convolutions, so that the last digits differ.
    #expect(abs(try #require(report.meanRise["0.5"]).value - (slices[0] + slices[1]) / 2) < 1e-4)
    #expect(report.meanRise.keys.sorted() == ["0.25", "0.5", "1.0"])
  }

  @Test("it reads back as it was written, is the same for any threads, and says what changes nothing")
  func roundTrip() throws {
    let report = try Self.report()
    #expect(try StableJSON.decode(SharpnessReport.self, from: StableJSON.encode(report), path: "s") == report)
    #expect(try Self.report(threads: 2) == report)
    #expect(report.notes.first == "Flatness alone is not robustness.")
    let json = try #require(
      try JSONSerialization.jsonObject(with: StableJSON.encode(report)) as? [String: Any])
    #expect(report.invariances.keys.allSatisfy { json[$0] != nil })
    #expect(report.hessian.layers.map(\.name).contains("conv1.weight"))
  }

  @Test("a number that is not finite, or has no standard error, is null")
  func estimates() throws {
    let text = String(
      decoding: try StableJSON.encode(
        [SharpnessReport.Estimate(.infinity, standardError: 1), .init(2, standardError: nil)], pretty: false),
      as: UTF8.self)
    #expect(
      text == #"[{"non_finite":{"value":"inf"},"standard_error":1,"value":null},{"standard_error":null,"value":2}]"#
        + "\n")
    let read = try JSONDecoder().decode([SharpnessReport.Estimate].self, from: Data(text.utf8))
    #expect(read == [.init(.infinity, standardError: 1), .init(2, standardError: nil)])
  }

  @Test("a finding is the report, or says why there is none, and is read back")
  func findings() throws {
    for finding in [SharpnessFinding.measured(try Self.report()), .notMeasured("it diverged")] {
      let data = try StableJSON.encode(finding)
      #expect(try StableJSON.decode(SharpnessFinding.self, from: data, path: "s") == finding)
    }
    #expect(
      try StableJSON.encode(SharpnessFinding.notMeasured("it diverged"))
        == Data("{\n  \"not_measured\" : \"it diverged\"\n}\n".utf8))
  }

  @Test("weights that are not numbers have no sharpness, and a word for it")
  func diverged() throws {
    var classifier = TestNetworks.rectified
    for i in classifier.weights.values.indices { classifier.weights.values[i] = .nan }
    #expect(throws: SharpnessFailure.gradientIsNotFinite) { _ = try Self.report(classifier) }
  }

  @Test("progress ends at its total")
  func progress() throws {
    let last = Mutex<JobProgress?>(nil)
    let context = JobContext(engine: Engine(threads: 1), report: { progress in last.withLock { $0 = progress } })
    _ = try SharpnessMeter(TestNetworks.rectified, Self.settings, on: TestNetworks.images)
      .report(in: context, split: .test)
    let progress = try #require(last.withLock { $0 })
    #expect(progress.done == progress.total)
  }
}
