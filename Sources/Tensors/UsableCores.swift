import Foundation

/// The number of cores that this process may use: the usual number of threads.
///
/// A machine has more where the process is bound to some of its cores, or where a control group gives it a share of
/// their time, as containers and batch systems do.
public enum UsableCores {
  /// At least one. A share of a core counts as a whole one.
  public static let count = max(
    1,
    min(
      ProcessInfo.processInfo.activeProcessorCount, affinity(root: "") ?? .max,
      quota(root: "").map { Int($0.rounded(.up)) } ?? .max))

  /// The number of cores that the process is bound to; `nil` where the system does not say. `root` stands before every
  /// path, which is empty but in tests.
  static func affinity(root: String) -> Int? {
    let key = "Cpus_allowed_list:"
    guard let line = lines("/proc/self/status", root).first(where: { $0.hasPrefix(key) }) else { return nil }
    // Ranges such as 0-3,7.
    let counts = line.dropFirst(key.count).split(separator: ",").map { range in
      let ends = range.split(separator: "-").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
      return ends.count == 2 ? max(0, ends[1] - ends[0] + 1) : ends.count
    }
    let count = counts.reduce(0, +)
    return count > 0 ? count : nil
  }

  private static func lines(_ path: String, _ root: String) -> [Substring] {
    FileManager.default.contents(atPath: root + path).map { String(decoding: $0, as: UTF8.self).split(separator: "\n") }
      ?? []
  }

  /// The cores' worth of time that the control groups of this process allow; `nil` where none sets a limit.
  ///
  /// Version 1 and version 2 are read. The limit of a group holds for all groups below it, so that the smallest one
  /// counts. `root` stands before every path, which is empty but in tests.
  static func quota(root: String) -> Double? {
    func lines(_ path: String) -> [Substring] { Self.lines(path, root) }
    let mounts = lines("/proc/self/mountinfo").compactMap { Mount($0) }
    var quotas: [Double] = []
    for line in lines("/proc/self/cgroup") {
      // hierarchy:controllers:path; version 2 has the hierarchy 0 and names no controllers.
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let isSecond = parts[1].isEmpty
      guard isSecond || parts[1].split(separator: ",").contains("cpu") else { continue }
      for mount in mounts where mount.isSecond == isSecond && (isSecond || mount.options.contains("cpu")) {
        var group = mount.folder(of: String(parts[2]))
        while true {
          quotas +=
            isSecond
            ? second(lines("\(group)/cpu.max"))
            : first(lines("\(group)/cpu.cfs_quota_us"), lines("\(group)/cpu.cfs_period_us"))
          guard group.utf8.count > mount.point.utf8.count, let slash = group.lastIndex(of: "/") else { break }
          group = String(group[..<slash])
        }
      }
    }
    return quotas.min()
  }

  /// "max 100000" or "150000 100000": microseconds in each period, and the period.
  private static func second(_ lines: [Substring]) -> [Double] {
    let numbers = lines.first?.split(separator: " ").compactMap { Double($0) } ?? []
    return numbers.count == 2 && numbers.allSatisfy { $0 > 0 } ? [numbers[0] / numbers[1]] : []
  }

  /// The quota is -1 where there is no limit.
  private static func first(_ quota: [Substring], _ period: [Substring]) -> [Double] {
    guard let quota = quota.first.flatMap({ Double($0) }), let period = period.first.flatMap({ Double($0) }),
      quota > 0, period > 0
    else { return [] }
    return [quota / period]
  }

  /// Where a hierarchy of control groups is mounted, from a line of `/proc/self/mountinfo`.
  private struct Mount {
    var isSecond: Bool
    /// The group that the mounted folder shows.
    var group: String
    var point: String
    var options: [Substring]

    init?(_ line: Substring) {
      let fields = line.split(separator: " ")
      guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count > dash + 3,
        ["cgroup", "cgroup2"].contains(fields[dash + 1])
      else { return nil }
      isSecond = fields[dash + 1] == "cgroup2"
      group = String(fields[3])
      point = String(fields[4])
      options = fields[dash + 3].split(separator: ",")
    }

    /// The folder of a group below the mounted one; the mounted folder for another group, which a container cannot see.
    func folder(of path: String) -> String {
      let prefix = group == "/" ? "" : group
      guard path.hasPrefix(prefix), !path.contains("/../") else { return point }
      let rest = path.dropFirst(prefix.count)
      return rest == "/" || rest.isEmpty ? point : point + rest
    }
  }
}
