import TestSupport
import Testing

@testable import Files

@Suite("Memory")
struct MemoryTests {
  @Test("what no machine has is refused with its size and the cause, and little is not asked about")
  func require() throws {
    try Memory.require(64 << 20, for: "x", of: "f")
    try Memory.require(65 << 20, for: "x", of: "f")
    let error = #expect(throws: FileError.self) { try Memory.require(1 << 50, for: "its images", of: "f.gz") }
    #expect(error?.path == "f.gz" && error?.problem == "not enough memory for its images")
    #expect(error?.expected == "1125899.9 GB free" && error?.found?.isEmpty == false)
  }

  private static let second = "30 20 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"
  private static let first = "31 20 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"

  @Test(
    "what is left of a control group's limit counts, and files that are only kept at hand are free",
    arguments: [
      ("0::/", second, [:], 8 << 30),
      ("0::/job", second, ["job/memory.max": "max", "job/memory.current": "1"], 8 << 30),
      ("0::/job", second, ["job/memory.max": "3000", "job/memory.current": "1000"], 2000),
      (
        "0::/a/b", second,
        [
          "a/b/memory.max": "max", "a/b/memory.current": "1", "a/memory.max": "3000", "a/memory.current": "2500",
          "a/memory.stat": "anon 2100\ninactive_file 400\nactive_file 7",
        ], 900
      ),
      ("0::/job", second, ["job/memory.max": "3000", "job/memory.current": "3001"], 0),
      (
        "5:memory:/job", first,
        [
          "memory/job/memory.limit_in_bytes": "5000", "memory/job/memory.usage_in_bytes": "1000",
          "memory/job/memory.stat": "inactive_file 1\ntotal_inactive_file 20",
        ], 4020
      ),
      (
        "5:memory:/job", first,
        ["memory/job/memory.limit_in_bytes": "9223372036854771712", "memory/job/memory.usage_in_bytes": "1000"],
        8 << 30
      ),
    ] as [(String, String, [String: String], Int)])
  func controlGroups(group: String, mount: String, files: [String: String], free: Int) throws {
    try withTemporaryFolder { root in
      try AtomicFile.write("MemTotal: 1 kB\nMemAvailable: \(8 << 20) kB\n", to: "\(root)/proc/meminfo")
      try AtomicFile.write(group + "\n", to: "\(root)/proc/self/cgroup")
      try AtomicFile.write(mount, to: "\(root)/proc/self/mountinfo")
      for (path, text) in files { try AtomicFile.write(text + "\n", to: "\(root)/sys/fs/cgroup/\(path)") }
      #expect(Memory.free(root: root) == free)
      #expect(Memory.free(root: "\(root)/none") == nil)
    }
  }
}
