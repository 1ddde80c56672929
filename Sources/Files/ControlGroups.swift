import Foundation

/// The control groups that this process is in, by which containers and batch systems limit what it may use.
public struct ControlGroups {
  /// The folder of a group, and which of the two versions of control groups has made it.
  public struct Group {
    public let isSecondVersion: Bool
    fileprivate let folder: String

    /// The lines of a file of the group; none where it has no such file.
    public func lines(_ file: String) -> [Substring] { ControlGroups.lines("\(folder)/\(file)") }
  }

  /// The group of this process for a controller such as `cpu`, and all groups above it, whose limits hold too.
  public let groups: [Group]

  /// `root` stands before every path, which is empty but in tests.
  public init(of controller: String, root: String) {
    let mounts = Self.lines("\(root)/proc/self/mountinfo").compactMap { Mount($0) }
    var groups: [Group] = []
    for line in Self.lines("\(root)/proc/self/cgroup") {
      // hierarchy:controllers:path; version 2 has the hierarchy 0 and names no controllers.
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let isSecond = parts[1].isEmpty
      guard isSecond || parts[1].split(separator: ",").contains(controller[...]) else { continue }
      for mount in mounts
      where mount.isSecond == isSecond && (isSecond || mount.options.contains(controller[...])) {
        var group = mount.folder(of: String(parts[2]))
        while true {
          groups.append(Group(isSecondVersion: isSecond, folder: root + group))
          guard group.utf8.count > mount.point.utf8.count, let slash = group.lastIndex(of: "/") else { break }
          group = String(group[..<slash])
        }
      }
    }
    self.groups = groups
  }

  private static func lines(_ path: String) -> [Substring] {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self).split(separator: "\n") } ?? []
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
