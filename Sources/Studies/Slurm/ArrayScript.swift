import Files

/// The script of a job array whose task i runs the task file `i.json` of a folder, and keeps a log beside it.
struct ArrayScript {
  let name: String
  /// The absolute path of the folder with the task files.
  let folder: String
  let count: Int
  /// How many tasks may run at a time.
  let throttle: Int?
  let settings: SlurmSettings
  /// The absolute path of this program.
  let program: String

  /// Begins the last line of a task's log, before its exit code.
  static let ending = "lossaudit task: exit code "

  static func log(_ index: some CustomStringConvertible, in folder: String) -> String { "\(folder)/\(index).log" }

  var text: String {
    let options: [(String, String?)] = [
      ("job-name", name), ("array", "0-\(count - 1)" + (throttle.map { "%\($0)" } ?? "")),
      // A percent sign in the folder's own name would be taken for a placeholder.
      ("output", "\"\(Self.log("%a", in: folder.replacing("%", with: "%%")))\""),
      ("open-mode", "append"), ("partition", settings.partition), ("time", settings.time), ("mem", settings.memory),
      ("cpus-per-task", "\(settings.cpusPerTask)"), ("account", settings.account),
    ]
    let lines = options.compactMap { name, value in value.map { "#SBATCH --\(name)=\($0)" } }
    return
      (["#!/bin/sh"] + lines + settings.extraLines + [
        // The task is told to stop, too. A shell that does not outlive it could not say how it ended.
        "trap : TERM INT",
        "\(Self.quoted(program)) task \(Self.quoted(folder))/\"$SLURM_ARRAY_TASK_ID\".json"
          + " --threads \(settings.cpusPerTask)", "code=$?", "echo \"\(Self.ending)$code\"", "exit $code",
      ]).joined(separator: "\n") + "\n"
  }

  /// `text` as one word of a shell.
  static func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "'\\''"))'" }
}
