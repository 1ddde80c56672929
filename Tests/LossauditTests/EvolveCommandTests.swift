import Foundation
import TestSupport
import Testing

@Suite("lossaudit evolve")
struct EvolveCommandTests {
  @Test("the rule of retries is what its flags say, and the published one where they say nothing")
  func retries() throws {
    let shop = try Workshop.shared.get(), scratch = try ScratchFolder()
    let evolve = [
      "evolve", "--dataset", "mnist", "--architecture", "preresnet-8", "--objective", "accuracy", "--population", "2",
      "--generations", "1", "--invariant", "none", "--batch-size", "16", "--epochs", "1", "--validation", "16",
      "--finalists", "0", "--finalist-seeds", "1", "--json", "-",
    ]
    struct Record: Decodable {
      struct Settings: Decodable, Equatable { let retries: Int, retry_below: Double, retry_epoch: Int }
      let settings: Settings
    }
    for (flags, expected) in [
      ([], Record.Settings(retries: 0, retry_below: 0.15, retry_epoch: 10)),
      (
        ["--retries", "1", "--retry-below", "0.3", "--retry-epoch", "1"],
        Record.Settings(retries: 1, retry_below: 0.3, retry_epoch: 1)
      ),
    ] {
      let folder = scratch.path("\(flags.count)")
      let outcome = try shop.lossaudit.run(evolve + flags + ["--output", folder])
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(try JSONDecoder().decode(Record.self, from: Data(outcome.output.utf8)).settings == expected)
    }
  }

  @Test("a search leads to the same bytes on every processor, whatever routines OpenBLAS uses")
  func processors() throws {
    let shop = try Workshop.shared.get(), scratch = try ScratchFolder()
    let evolve = [
      "evolve", "--dataset", "mnist", "--architecture", "preresnet-8", "--objective", "accuracy", "--population", "4",
      "--generations", "6", "--batch-size", "16", "--epochs", "1", "--validation", "16", "--training-images", "16",
      "--finalists", "2", "--finalist-seeds", "1", "--quiet",
    ]
    let processors = try Self.processors()
    let records = try processors.map { processor in
      let folder = scratch.path("\(processor.core)-\(processor.instructions)")
      let outcome = try shop.lossaudit.run(
        evolve + ["--output", folder],
        environment: ["OPENBLAS_CORETYPE": processor.core, "LOSSAUDIT_ISA": processor.instructions])
      #expect(outcome.code == 0, "\(processor): \(outcome.errors)")
      return try Data(contentsOf: URL(fileURLWithPath: "\(folder)/evolution.json"))
    }
    #expect(records.count > 1 && Set(records).count == 1)
  }

  /// OpenBLAS's names of processors whose instructions this one has, with the kernels of ours to go with each.
  private static func processors() throws -> [(core: String, instructions: String)] {
    let flags = Set(try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8).split { " \n\t".contains($0) })
    guard flags.isSuperset(of: ["avx2", "fma"]) else { return [("Prescott", "portable"), ("Core2", "portable")] }
    let wide = flags.isSuperset(of: ["avx512f", "avx512bw", "avx512dq", "avx512vl"])
    return [("Prescott", "portable"), ("Prescott", "avx2"), ("Haswell", "avx2"), ("Zen", "avx2")]
      + (wide ? [("SkylakeX", "avx512")] : [])
  }
}
