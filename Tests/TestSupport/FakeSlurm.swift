import Foundation

/// A Slurm of shell scripts on this machine, which runs one task of a job after another.
///
/// Files in its folder tell it what goes wrong: `silent` has the queue unanswered, `down` all that is asked, `refusal` has
/// the words by which every job is refused, `limit` the number of tasks above which one is, `idle` has jobs wait for ever,
/// `reason` is why a task ended, `forgetful` has it know no task that has ended; the file `held` in a job's folder has Slurm
/// hold it. `calls` counts what it was asked.
public struct FakeSlurm: Sendable {
  public let folder: String

  /// Makes the programs in `folder`.
  public init(in folder: String, largestArray: Int = 1001) throws {
    self.folder = folder
    try FileManager.default.createDirectory(atPath: "\(folder)/jobs", withIntermediateDirectories: true)
    try set("last", "0\n")
    try set("largest", "\(largestArray)\n")
    let scripts = Self.programs.map { name, body in
      (name, "#!/bin/sh\nhere=$(dirname \"$0\")\n" + (name == "work" ? "" : Self.down) + body)
    }
    try Scripts.write(Dictionary(uniqueKeysWithValues: scripts), in: folder)
  }

  public func set(_ name: String, _ text: String = "") throws {
    try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
  }

  /// Puts another script in the place of a program.
  public func setProgram(_ name: String, _ script: String) throws { try Scripts.write([name: script], in: folder) }

  public func unset(_ name: String) { try? FileManager.default.removeItem(atPath: "\(folder)/\(name)") }

  /// What it was asked, a line for each call.
  public var calls: [String] {
    let text = (try? String(contentsOfFile: "\(folder)/calls", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init)
  }

  /// The jobs that wait or run.
  public var jobs: [String] { (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/jobs").sorted()) ?? [] }

  /// What every program says while there is no controller.
  private static let down =
    "if [ -e \"$here/down\" ]; then echo 'Unable to contact slurm controller (connect failure)' >&2; exit 1; fi\n"

  private static let programs = [
    "sbatch": """
    echo "sbatch $*" >> "$here/calls"
    script=$2
    if [ -e "$here/refusal" ]; then cat "$here/refusal" >&2; exit 1; fi
    last=$(sed -n 's/^#SBATCH --array=0-\\([0-9]*\\).*/\\1/p' "$script")
    if [ -e "$here/limit" ] && [ "$last" -ge "$(cat "$here/limit")" ]; then
      echo "sbatch: error: QOSMaxSubmitJobPerUserLimit" >&2
      exit 1
    fi
    id=$(($(cat "$here/last") + 1))
    echo $id > "$here/last"
    job=$here/jobs/$id
    mkdir "$job"
    sed -n 's/^#SBATCH --job-name=//p' "$script" > "$job/name"
    for i in $(seq 0 "$last"); do : > "$job/task-$i"; done
    [ -e "$here/idle" ] || setsid "$here/work" "$id" "$script" "$last" > /dev/null 2>&1 &
    echo $id
    """,
    "work": """
    job=$here/jobs/$1
    echo $$ > "$job/leader"
    for i in $(seq 0 "$3"); do
      SLURM_ARRAY_TASK_ID=$i sh "$2" >> "$(dirname "$2")/$i.log" 2>&1
      [ "$i" = "$3" ] || rm "$job/task-$i"
    done
    # The last task and the job end in one step: who no longer sees the one never sees the other.
    mv "$job" "$here/ended-$1"
    """,
    "squeue": """
    echo "squeue" >> "$here/calls"
    if [ -e "$here/silent" ]; then echo "slurm_load_jobs error: Unable to contact slurm controller" >&2; exit 1; fi
    for job in "$here"/jobs/*; do
      read -r name < "$job/name" 2> /dev/null || continue
      for task in "$job"/task-*; do
        [ -e "$task" ] || continue
        state="RUNNING|None"
        [ -e "$job/held" ] && state="PENDING|launch failed requeued held"
        echo "$name|${job##*/}_${task##*-}|$state"
      done
    done
    exit 0
    """,
    "scancel": """
    echo "scancel $*" >> "$here/calls"
    case $1 in [0-9]*_*) rm "$here/jobs/${1%_*}/task-${1#*_}"; exit 0 ;; esac
    for job in "$here"/jobs/*; do
      [ "--name=$(cat "$job/name" 2> /dev/null)" = "$1" ] || continue
      [ -e "$job/leader" ] && kill -TERM -- "-$(cat "$job/leader")"
      rm -r "$job"
    done
    exit 0
    """,
    "scontrol": """
    echo "scontrol $*" >> "$here/calls"
    case $1 in
      show) echo "MaxArraySize            = $(cat "$here/largest")" ;;
      *) if [ -e "$here/forgetful" ]; then
          echo "slurm_load_jobs error: Invalid job id specified" >&2
          exit 1
        fi
        reason=$(cat "$here/reason" 2> /dev/null || echo None)
        echo "JobId=7 JobState=NODE_FAIL Reason=$reason ExitCode=0:9 NodeList=n7 Command=x" ;;
    esac
    """,
    "sacct": "echo 'Slurm accounting storage is disabled' >&2; exit 1\n",
  ]
}
