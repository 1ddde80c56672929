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

  @Test("a cluster trains the candidates to the same bytes; flags of Slurm without it are refused")
  func slurm() throws {
    let shop = try Workshop.shared.get(), scratch = try ScratchFolder()
    let slurm = try FakeSlurm(in: scratch.path("slurm"))
    let evolve = [
      "evolve", "--dataset", "mnist", "--architecture", "preresnet-8", "--objective", "fgsm", "--epsilon", "0.1",
      "--population", "5", "--generations", "2", "--invariant", "none", "--batch-size", "16", "--epochs", "1",
      "--validation", "16", "--training-images", "16", "--finalists", "1", "--finalist-seeds", "1", "--surrogate",
      "--seed", "4", "--quiet",
    ]
    let near = try shop.lossaudit.run(evolve + ["--output", scratch.path("near")])
    let cluster = ["--executor", "slurm", "--poll-seconds", "0.05", "--memory", "1G", "--max-array-size", "3"]
    let far = try shop.lossaudit.run(
      evolve + cluster + ["--output", scratch.path("far")],
      environment: ["PATH": "\(slurm.folder):/usr/bin:/bin"])
    #expect(near.code == 0 && far.code == 0 && far.output == near.output, "\(near.errors)\(far.errors)")
    func files(_ name: String) throws -> [String: Data] {
      try scratch.files(below: name).filter {
        !$0.key.hasPrefix("candidates.") && !$0.key.hasPrefix("tasks/") && !$0.key.hasPrefix("timing/")
      }
    }
    #expect(try files("far") == files("near"))
    #expect(slurm.jobs.isEmpty && slurm.calls.count { $0.hasPrefix("sbatch") } >= 4)
    #expect(try scratch.text("far/tasks/0002/job.sh").contains("#SBATCH --mem=1G"))
    // Another start finds all of it done.
    let calls = slurm.calls.count
    let again = try shop.lossaudit.run(
      evolve + cluster + ["--output", scratch.path("far")],
      environment: ["PATH": "\(slurm.folder):/usr/bin:/bin"])
    #expect(again.output == near.output && slurm.calls.count == calls)
    let alone = try shop.lossaudit.run(evolve + ["--memory", "1G", "--output", scratch.path("no")])
    #expect(
      alone.code == 64 && alone.errors.contains("--executor: expected slurm beside the flags of Slurm, found local"))
  }

  @Test("a machine with other images refuses to train a candidate of the search")
  func otherData() throws {
    let shop = try Workshop.shared.get(), scratch = try ScratchFolder()
    let slurm = try FakeSlurm(in: scratch.path("slurm"))
    try SyntheticDigits.write(to: "digits", in: scratch)
    let flags = [
      "evolve", "--dataset", "mnist", "--data-dir", scratch.path("digits"), "--architecture", "preresnet-8",
      "--population", "2", "--generations", "1", "--invariant", "none", "--batch-size", "16", "--epochs", "1",
      "--validation", "16", "--finalists", "0", "--finalist-seeds", "1", "--output", scratch.path("far"), "--quiet",
      "--executor", "slurm", "--poll-seconds", "0.05",
    ]
    let outcome = try shop.lossaudit.run(flags, environment: ["PATH": "\(slurm.folder):/usr/bin:/bin"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let task = try #require(
      scratch.files(below: "far/tasks").keys.filter { $0.hasSuffix("/0.json") }.sorted().last)
    for result in try scratch.files(below: "far/candidates").keys {
      try FileManager.default.removeItem(atPath: scratch.path("far/candidates/\(result)"))
    }
    let images = try #require(scratch.files(below: "digits").keys.first { $0.contains("train-images") })
    var data = try scratch.data("digits/\(images)")
    data[data.count - 1] ^= 1
    try scratch.write(data, to: "digits/\(images)")
    let refused = try shop.lossaudit("task", scratch.path("far/tasks/\(task)"))
    #expect(
      refused.code == 1 && refused.errors.contains("this machine would make another search of it"), "\(refused.errors)")
    #expect(try scratch.files(below: "far/candidates").isEmpty)
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
