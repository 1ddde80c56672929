import Files
import Foundation

/// Writes the tasks of a run that are not done, and what a scheduler has to be told of them.
///
/// Nothing is run. A search is one task here, since its candidates follow from each other. At the end `run` itself checks
/// what was made, does what is missing, and writes the report.
public struct ManifestWriter {
  private let audit: AuditFile
  private let folder: RunFolder
  private let kind: ManifestKind

  public init(_ audit: AuditFile, _ kind: ManifestKind, in folder: RunFolder) {
    self.audit = audit
    self.kind = kind
    self.folder = folder
  }

  /// What was written, in the order in which it is to be run; the last one runs all.
  public func write() throws -> [(path: String, text: String)] {
    try AtomicFile.write(try audit.yaml(), to: folder.path(RunLayout.audit))
    let run = URL(fileURLWithPath: folder.path).standardizedFileURL.path
    let program = StudyContext.program
    var manifests: [Manifest] = []
    for stage in StudyStage.all(of: audit) where stage.name != .report {
      let tasks = stage.tasks.filter { !FileManager.default.fileExists(atPath: folder.path($0.writes)) }
      let limit = kind.limit(audit.slurm)
      for start in stride(from: 0, to: tasks.count, by: limit) {
        let part = tasks[start..<min(tasks.count, start + min(limit, tasks.count))]
        let label = "\(manifests.count + 1)-\(stage.name.rawValue)"
        let place = "\(RunLayout.tasks)/\(kind.rawValue)/\(label)"
        for (index, task) in part.enumerated() {
          try AtomicFile.write(
            StableJSON.encode(TaskFile(folder: "../../..", .task(task))), to: folder.path("\(place)/\(index).json"))
        }
        manifests.append(
          Manifest(
            label: label, audit: audit.name, run: run, tasks: "\(run)/\(place)", count: part.count,
            settings: audit.slurm, program: program))
      }
    }
    let report =
      "\(ArrayScript.quoted(program)) run \(ArrayScript.quoted("\(run)/\(RunLayout.audit)"))"
      + " --output \(ArrayScript.quoted(run))"
    let order = kind.order(manifests, report: report)
    let files = manifests.map { (kind.file(of: $0), kind.text(of: $0)) } + [(order.name, order.text)]
    return try files.map { name, text in
      let path = folder.path("\(RunLayout.manifests)/\(kind.rawValue)/\(name)")
      try AtomicFile.write(text, to: path)
      return (path, text)
    }
  }
}
