import Files
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
    let status = FileManager.default.contents(atPath: "\(root)/proc/self/status") ?? Data()
    let lines = String(decoding: status, as: UTF8.self).split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix(key) }) else { return nil }
    // Ranges such as 0-3,7.
    let counts = line.dropFirst(key.count).split(separator: ",").map { range in
      let ends = range.split(separator: "-").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
      return ends.count == 2 ? max(0, ends[1] - ends[0] + 1) : ends.count
    }
    let count = counts.reduce(0, +)
    return count > 0 ? count : nil
  }

  /// The cores' worth of time that the control groups of this process allow; `nil` where none sets a limit.
  ///
  /// Version 1 and version 2 are read. The smallest limit counts. `root` stands before every path, which is empty but in
  /// tests.
  static func quota(root: String) -> Double? {
    ControlGroups(of: "cpu", root: root).groups.flatMap { group in
      group.isSecondVersion
        ? second(group.lines("cpu.max")) : first(group.lines("cpu.cfs_quota_us"), group.lines("cpu.cfs_period_us"))
    }.min()
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
}
