import Files
import Foundation
import TestSupport
import Testing

@testable import Studies

@Suite("Slurm's programs")
struct SlurmClientTests {
  @Test(
    "say whether fewer tasks may be taken, or the same ones later, or none",
    arguments: [
      ("sbatch: error: AssocMaxSubmitJobLimit", 0), ("Job violates accounting/QOS policy (job submit limit, …)", 0),
      ("sbatch: error: Batch job submission failed: Invalid job array specification", 0),
      ("Unable to contact slurm controller (connect failure)", 1), ("Socket timed out on send/recv operation", 1),
      ("invalid partition specified: gpu", 2), ("Invalid account or account/partition combination specified", 2),
    ])
  func refusals(words: String, kind: Int) {
    #expect(SlurmRefusal(words) == [.limit(words), .noAnswer(words), .failed(words)][kind])
  }

  @Test("are not told of a job around this process, nor of the user's ways to look at a queue")
  func environment() {
    let found = SlurmClient.environment([
      "SLURM_CONF": "c", "SLURM_JOB_ID": "7", "SLURM_CPUS_PER_TASK": "3", "SQUEUE_FORMAT": "%A", "PATH": "/bin",
      "SBATCH_ACCOUNT": "lab",
    ])
    #expect(found == ["SLURM_CONF": "c", "PATH": "/bin", "SBATCH_ACCOUNT": "lab", "SLURM_BITSTR_LEN": "0"])
  }

  @Test("have to be there")
  func missing() throws {
    let scratch = try ScratchFolder(), client = SlurmClient(folder: scratch.path)
    let error = #expect(throws: FileError.self) { try client.largestArray() }
    #expect(
      error?.description
        == "scontrol: is not on this machine; expected Slurm's programs sbatch, squeue, scancel and scontrol; "
        + "start the run where jobs are submitted, or set executor to local")
  }

  @Test("say how large an array may be, and how a task ended")
  func answers() throws {
    let scratch = try ScratchFolder(), slurm = try FakeSlurm(in: scratch.path("slurm"), largestArray: 77)
    let client = SlurmClient(folder: slurm.folder)
    #expect(try client.largestArray() == 77)
    #expect(client.ending("7", 3) == "JobState=NODE_FAIL Reason=None ExitCode=0:9 NodeList=n7")
    #expect(try client.queue(["a"]) == SlurmQueue(""))
    try slurm.set("silent")
    #expect(try client.queue(["a"]) == nil)
  }
}
