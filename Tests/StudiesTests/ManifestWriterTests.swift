import Files
import Foundation
import TestSupport
import Testing
import Yams

@testable import Studies

@Suite("What schedulers are told")
struct ManifestWriterTests {
  private func write(_ kind: ManifestKind, _ change: (inout AuditFile) -> Void = { _ in }) throws -> (
    scratch: ScratchFolder, files: [String: String]
  ) {
    var study = try StudyStageTests.audit.get()
    study.name = "My audit"
    change(&study)
    let scratch = try ScratchFolder(), folder = try RunFolder(scratch.path("run"), audit: study)
    let files = try ManifestWriter(study, kind, in: folder).write()
    let texts = files.map { (String($0.path.split(separator: "/").last!), $0.text) }
    #expect(try files.allSatisfy { try String(contentsOfFile: $0.path, encoding: .utf8) == $0.text })
    return (scratch, Dictionary(texts, uniquingKeysWith: { first, _ in first }))
  }

  private static let stages = ["1-evolution", "2-training", "3-attacks", "4-slices"]

  @Test("is one manifest for each stage, and a file that runs them in their order", arguments: ManifestKind.allCases)
  func stages(kind: ManifestKind) throws {
    let (scratch, files) = try write(kind)
    let last = kind == .htcondor ? "all.dag" : "all.sh"
    #expect(Set(files.keys) == Set(Self.stages.map { "\($0).\(kind.ending)" } + [last]))
    let order = Self.stages.compactMap { files[last]!.range(of: $0)?.lowerBound }
    #expect(order.count == 4 && order == order.sorted())
    #expect(files[last]!.contains("/run/audit.yaml"))
    let path = scratch.path("run/tasks/\(kind.rawValue)/2-training/3.json")
    let task = try StableJSON.decode(TaskFile.self, from: AtomicFile.read(path), path: path)
    #expect(task == TaskFile(folder: "../../..", .task(.train(loss: "found", seed: 5))))
  }

  @Test("leaves out tasks that are done, and whole stages of them")
  func rest() throws {
    let study = try StudyStageTests.audit.get()
    let scratch = try ScratchFolder(), folder = try RunFolder(scratch.path("run"), audit: study)
    try scratch.write("", to: "run/evolution/found/evolution.json")
    try scratch.write("", to: "run/models/mse/seed-3.safetensors.zst")
    _ = try scratch.write(study.yaml(), to: "run/audit.yaml")
    let files = try ManifestWriter(study, .htcondor, in: folder).write()
    #expect(files[0].path.hasSuffix("/1-training.sub") && files[0].text.hasSuffix("queue 3\n"))
  }

  @Test("is an Indexed Job of Kubernetes that tries an index again by its exit code")
  func kubernetes() throws {
    let text = try #require(
      try write(.kubernetes) {
        $0.slurm.memory = "4G"
        $0.slurm.cpusPerTask = 2
      }.files["2-training.yaml"])
    let job = try #require(try Yams.load(yaml: text) as? [String: Any])
    let spec = try #require(job["spec"] as? [String: Any])
    #expect(
      job["kind"] as? String == "Job"
        && (job["metadata"] as? [String: String]) == ["name": "lossaudit-my-audit-2-training"])
    #expect(spec["completionMode"] as? String == "Indexed" && spec["completions"] as? Int == 4)
    #expect(spec["backoffLimitPerIndex"] as? Int == 2)
    let policy = try #require((spec["podFailurePolicy"] as? [String: [[String: Any]]])?["rules"])
    #expect(policy.map { $0["action"] as? String } == ["Ignore", "FailIndex"])
    #expect((policy[1]["onExitCodes"] as? [String: Any])?["values"] as? [Int] == [1, 64])
    #expect(text.contains("$JOB_COMPLETION_INDEX.json\" --threads 2") && text.contains("memory: 4Gi"))
  }

  @Test("is a submit file of HTCondor, a line of GNU parallel, and arrays of Slurm in parts")
  func others() throws {
    let condor = try #require(try write(.htcondor).files["2-training.sub"])
    #expect(
      condor.contains("/2-training'/$(Process).json --threads 1\"\n")
        || condor.contains("/2-training/$(Process).json' --threads 1\"\n"))
    #expect(condor.contains("max_retries = 2\nretry_until = ExitCode == 1 || ExitCode == 64\nqueue 4\n"))
    let parallel = try #require(try write(.parallel).files["2-training.sh"])
    #expect(parallel.contains("seq 0 3 | parallel --retries 3 --joblog "))
    let slurm = try write(.slurm) { $0.slurm.maxArraySize = 3 }.files
    #expect(slurm["2-training.sh"]?.contains("--array=0-2\n") == true)
    #expect(slurm["3-training.sh"]?.contains("--array=0-0\n") == true)
  }
}
