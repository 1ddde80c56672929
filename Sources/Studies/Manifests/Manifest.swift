import Files

/// Tasks that do not need each other, as a scheduler is told of them: task i runs the file `i.json`.
struct Manifest: Equatable {
  /// Of the manifest among others: `2-training`.
  var label: String
  /// Of the job: letters, digits and `-`, at most 63.
  var name: String
  /// The absolute path of the run's folder.
  var run: String
  /// The absolute path of the folder with the task files.
  var tasks: String
  var count: Int
  var settings: SlurmSettings
  /// The absolute path of this program.
  var program: String

  /// A task that fails is tried again so often.
  static let retries = SlurmRunner.attempts - 1

  init(
    label: String, audit: String, run: String, tasks: String, count: Int, settings: SlurmSettings, program: String
  ) {
    self.label = label
    let plain = "\(audit)-\(label)".lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    name = "lossaudit-" + String(plain.suffix(40)).trimmingPrefix("-")
    self.run = run
    self.tasks = tasks
    self.count = count
    self.settings = settings
    self.program = program
  }
}

extension Manifest {
  /// A submit file of HTCondor, on storage that all machines share.
  var htcondor: String {
    var lines = [
      "# \(count.counted("task")): condor_submit FILE", "universe = vanilla", "executable = \(program)",
      "arguments = \"task '\(tasks.replacing("'", with: "''").replacing("\"", with: "\"\""))/$(Process).json'"
        + " --threads \(settings.cpusPerTask)\"",
      "output = \(tasks)/$(Process).log", "error = \(tasks)/$(Process).err", "log = \(tasks)/condor.log",
      "should_transfer_files = NO", "getenv = LOSSAUDIT_DATA, HOME", "request_cpus = \(settings.cpusPerTask)",
    ]
    if let memory = settings.memory { lines.append("request_memory = \(memory)") }
    if let throttle = settings.throttle { lines.append("max_materialize = \(throttle)") }
    return
      (lines + [
        "# Codes 1 and 64 are failures for good; after any other, such as 75, the task is tried again.",
        "max_retries = \(Self.retries)", "retry_until = ExitCode == 1 || ExitCode == 64", "queue \(count)",
      ]).joined(separator: "\n") + "\n"
  }

  /// A line of GNU parallel, which tries whatever fails again. `--sshloginfile` has it use further machines.
  var parallel: String {
    let place = ArrayScript.quoted(tasks)
    let command =
      "\(ArrayScript.quoted(program)) task \(place)/{}.json --threads \(settings.cpusPerTask) > \(place)/{}.log 2>&1"
    let jobs =
      settings.throttle.map { " --jobs \($0)" }
      ?? (settings.cpusPerTask > 1
        ? " --jobs \"$((($(nproc) + \(settings.cpusPerTask - 1)) / \(settings.cpusPerTask)))\"" : "")
    return "#!/bin/sh\n# \(count.counted("task")).\n"
      + "seq 0 \(count - 1) | parallel --retries \(Self.retries + 1)\(jobs) --joblog \(place)/parallel.log "
      + ArrayScript.quoted(command) + "\n"
  }

  /// An Indexed Job of Kubernetes. The image and the claim are the user's to name.
  var kubernetes: String {
    let resources =
      ["cpu: \"\(settings.cpusPerTask)\""] + (settings.memory.map { ["memory: \(Self.kubernetesMemory($0))"] } ?? [])
    let limits = resources.map { "            \($0)\n" }.joined()
    return """
      # \(count.counted("task")). Needed are an image with the program, and a claim on storage that all nodes share with the
      # run's folder in it. The data set's files have to be in the image, or on such storage too.
      apiVersion: batch/v1
      kind: Job
      metadata:
        name: \(name)
      spec:
        completionMode: Indexed
        completions: \(count)
        parallelism: \(min(count, settings.throttle ?? 10_000))
        backoffLimitPerIndex: \(Self.retries)
        podFailurePolicy:
          rules:
          # A pod that is evicted says nothing of its task.
          - action: Ignore
            onPodConditions:
            - type: DisruptionTarget
              status: "True"
          # Codes 1 and 64 are failures for good; after any other, such as 75, the task is tried again.
          - action: FailIndex
            onExitCodes:
              containerName: task
              operator: In
              values: [1, 64]
        template:
          spec:
            restartPolicy: Never
            containers:
            - name: task
              image: lossaudit:\(Version.current)
              command:
              - /bin/sh
              - -c
              - exec lossaudit task "$0/$JOB_COMPLETION_INDEX.json" --threads \(settings.cpusPerTask)
              - \(Self.yaml(tasks))
              resources:
                requests:
      \(limits)        volumeMounts:
              - name: run
                mountPath: \(Self.yaml(run))
            volumes:
            - name: run
              persistentVolumeClaim:
                claimName: lossaudit

      """
  }

  /// `text` in YAML's single quotes.
  private static func yaml(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }

  /// Slurm's `4G` is 4 Gi, and a plain number is megabytes.
  private static func kubernetesMemory(_ memory: String) -> String {
    guard let unit = memory.last, unit.isLetter else { return "\(memory)Mi" }
    return "\(memory.dropLast())\(unit.uppercased())i"
  }
}
