import EvolutionStrategies
import Files
import Foundation
import Losses
import Models
import Settings
import TestSupport
import Testing
import Training

@testable import LossEvolution

@Suite("Options of a search")
struct SearchOptionsTests {
  private func draft(_ change: (inout EvolutionSettings) -> Void) -> EvolutionSettings.Draft {
    var draft = EvolutionSettings.Draft(training: TrainingSettings(epochs: 3))
    change(&draft.settings)
    return draft
  }

  @Test("settings without options are written as they always were, and settings with options read back")
  func coded() throws {
    var settings = try TinySearch.settings()
    let plain = try StableJSON.encode(settings)
    #expect(!String(decoding: plain, as: UTF8.self).contains("noise_handling"))
    #expect(try StableJSON.decode(EvolutionSettings.self, from: plain, path: "plain") == settings)
    settings.options.noiseHandling = true
    settings.options.start = .loss(try #require(TaylorGLO(parameters: [0, 0, 1, 0, 0, 2, 0, 0])))
    settings.options.rungEpochs = 1
    let json = try StableJSON.encode(settings)
    #expect(try StableJSON.decode(EvolutionSettings.self, from: json, path: "json") == settings)
    #expect(String(decoding: json, as: UTF8.self).contains("\"start\" : \"taylorglo:0,0,1,0,0,2,0,0\""))
  }

  @Test("options that do not go together are refused with their key")
  func refused() throws {
    let order4 = try #require(TaylorGLO(parameters: [Double](repeating: 1, count: 12)))
    let cases: [(String, EvolutionSettings.Draft)] = [
      ("start", draft { $0.options.start = .loss(order4) }),
      ("rung_epochs", draft { $0.options.rungEpochs = 3 }),
      (
        "rung_epochs",
        draft {
          $0.options.rungEpochs = 1
          $0.retries = 1
        }
      ),
    ]
    for (key, draft) in cases {
      let error = #expect(throws: SettingError.self) { try draft.resolved() }
      #expect(error?.key == key)
    }
    #expect(try draft { $0.options.rungEpochs = 2 }.resolved().options.rungEpochs == 2)
  }

  @Test(
    "a start is zero, cross-entropy or a TaylorGLO loss, and nothing else", arguments: ["baikal", "taylorglo:1", "mse"])
  func starts(text: String) throws {
    #expect(throws: FileError.self) { try SearchStart(parsing: text) }
    for good in ["zero", "cross-entropy", "taylorglo:0,0,1,0,0,2,0,0"] {
      #expect(try SearchStart(parsing: good).text == good)
    }
  }

  @Test("CMA-ES starts at the given loss, or at the polynomial nearest to cross-entropy, and the record names it")
  func warmStart() throws {
    let loss = try #require(TaylorGLO(parameters: [0, 0.5, 0, -2, 0, 3, 3, 0]))
    for (start, parameters) in [
      (.loss(loss), loss.parameters),
      (.crossEntropy, TaylorGLO.nearestToCrossEntropy(order: 3, classes: TinyImages.classes).parameters),
    ] as [(SearchStart, [Double])] {
      try withTemporaryFolder { folder in
        let settings = try TinySearch.short { $0.options.start = start }
        let record = try TinySearch.search(settings, in: folder).run(in: .threads(1))
        let strategy = CMAES(start: parameters, sigma: 1.2, settings: .init(populationSize: 4, seed: TinySearch.seed))
        let results = try TinySearch.candidates(in: folder, prefix: "g001")
        #expect(results.map(\.parameters) == strategy.ask().map(Genome.rounded))
        #expect(record.start == Genome.loss(Genome.rounded(parameters)).name)
      }
    }
  }

  @Test("normalised candidates all pull as hard as cross-entropy, and are the same losses but for their scale")
  func normalised() throws {
    let n = TinyImages.classes
    for genome in [[0.1, -0.2, 1, 2, -1, 3, 0.5, 0.2], [0, 0, 0.001, 0, 0, 0.02, 0, 0]] {
      let plain = Genome.loss(genome), scaled = Genome.loss(Genome.normalised(genome, classes: n))
      try #require(plain.nullEpoch(classes: n).pull > 0)
      #expect(abs(scaled.nullEpoch(classes: n).pull / Double(n) - 1) < 1e-5)
      let ratio = scaled.gamma(h: 0.3, y: 1, classes: n) / plain.gamma(h: 0.3, y: 1, classes: n)
      #expect(abs(scaled.gamma(h: 0.6, y: 0, classes: n) / plain.gamma(h: 0.6, y: 0, classes: n) / ratio - 1) < 1e-4)
    }
    // A loss that does not pull has no scale.
    #expect(Genome.normalised([0, 0, 0, 0, 0, -1, 0, 0], classes: n) == [0, 0, 0, 0, 0, -1, 0, 0])
    try withTemporaryFolder { folder in
      let settings = try TinySearch.short { $0.options.normaliseScale = true }
      _ = try TinySearch.search(settings, in: folder).run(in: .threads(1))
      let pulls = try TinySearch.candidates(in: folder, prefix: "g").map { $0.loss.nullEpoch(classes: n).pull }
      #expect(pulls.allSatisfy { $0 <= 0 || abs($0 / Double(n) - 1) < 1e-5 } && pulls.contains { $0 > 0 })
    }
  }
}
