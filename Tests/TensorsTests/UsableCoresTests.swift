import Files
import TestSupport
import Testing

@testable import Tensors

@Suite("Usable cores")
struct UsableCoresTests {
  /// A machine's files of control groups, what they say, and the cores that follow.
  struct Machine: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var group: String
    var mount: String
    var files: [String: String]
    var cores: Double?
  }

  private static let second = "30 20 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw\n"
  private static let first = "31 20 0:27 / /sys/fs/cgroup/cpu,cpuacct rw shared:5 - cgroup cgroup rw,cpu,cpuacct\n"

  static let machines = [
    Machine(
      testDescription: "version 2, one core and a half", group: "0::/job", mount: second,
      files: ["/sys/fs/cgroup/job/cpu.max": "150000 100000\n"], cores: 1.5),
    Machine(
      testDescription: "version 2, a group above is smaller", group: "0::/a/b/c", mount: second,
      files: [
        "/sys/fs/cgroup/a/b/c/cpu.max": "max 100000\n", "/sys/fs/cgroup/a/b/cpu.max": "400000 100000\n",
        "/sys/fs/cgroup/a/cpu.max": "50000 25000\n",
      ], cores: 2),
    Machine(
      testDescription: "version 2, in a container that sees its own group as the root", group: "0::/", mount: second,
      files: ["/sys/fs/cgroup/cpu.max": "300000 100000\n"], cores: 3),
    Machine(
      testDescription: "version 2 without a limit", group: "0::/job", mount: second,
      files: ["/sys/fs/cgroup/job/cpu.max": "max 100000\n"], cores: nil),
    Machine(
      testDescription: "version 1", group: "5:memory:/m\n4:cpu,cpuacct:/job", mount: first,
      files: [
        "/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us": "250000\n",
        "/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us": "100000\n",
      ], cores: 2.5),
    Machine(
      testDescription: "version 1 in a container, which cannot see the host's path", group: "4:cpu,cpuacct:/docker/7",
      mount: first.replacing(" / /sys", with: " /docker/7 /sys"),
      files: [
        "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "200000\n",
        "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
      ], cores: 2),
    Machine(
      testDescription: "version 1 without a limit", group: "4:cpu,cpuacct:/job", mount: first,
      files: [
        "/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us": "-1\n",
        "/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us": "100000\n",
      ], cores: nil),
    Machine(testDescription: "no control groups", group: "", mount: "", files: [:], cores: nil),
  ]

  @Test("the smallest limit of a group and those above it counts", arguments: machines)
  func quota(_ machine: Machine) throws {
    try withTemporaryFolder { root in
      try AtomicFile.write(machine.group + "\n", to: "\(root)/proc/self/cgroup")
      try AtomicFile.write("22 1 8:1 / / rw - ext4 /dev/sda1 rw\n" + machine.mount, to: "\(root)/proc/self/mountinfo")
      for (path, text) in machine.files { try AtomicFile.write(text, to: root + path) }
      #expect(UsableCores.quota(root: root) == machine.cores)
    }
  }

  @Test(
    "the cores that the process is bound to are counted",
    arguments: [("0-3", 4), ("7", 1), ("0-1,4,8-9", 5), ("", nil)] as [(String, Int?)])
  func affinity(list: String, count: Int?) throws {
    try withTemporaryFolder { root in
      try AtomicFile.write("Cpus_allowed:\tff\nCpus_allowed_list:\t\(list)\nx: 1\n", to: "\(root)/proc/self/status")
      #expect(UsableCores.affinity(root: root) == count)
      #expect(UsableCores.affinity(root: "\(root)/none") == nil)
    }
  }

  @Test("there is at least one")
  func count() { #expect(UsableCores.count >= 1) }
}
