import Files
import Foundation

/// A scheduler for which a run's tasks are written down, so that the user hands them to it.
public enum ManifestKind: String, CaseIterable, Sendable {
  case kubernetes, htcondor, parallel, slurm

  /// How many tasks one manifest may have.
  func limit(_ settings: SlurmSettings) -> Int {
    switch self {
    // Kubernetes takes no more indices where each has attempts of its own.
    case .kubernetes: 100_000
    // One below Slurm's own default of MaxArraySize.
    case .slurm: settings.maxArraySize ?? 1000
    case .htcondor, .parallel: .max
    }
  }

  /// The end of a manifest's name.
  var ending: String {
    switch self {
    case .kubernetes: "yaml"
    case .htcondor: "sub"
    case .parallel, .slurm: "sh"
    }
  }

  func text(of manifest: Manifest) -> String {
    switch self {
    case .kubernetes: manifest.kubernetes
    case .htcondor: manifest.htcondor
    case .parallel: manifest.parallel
    case .slurm:
      ArrayScript(
        name: manifest.name, folder: manifest.tasks, count: manifest.count, throttle: manifest.settings.throttle,
        settings: manifest.settings, program: manifest.program
      ).text
    }
  }

  /// The file that has all `manifests` run, each after those before it, and then `report`, a command.
  func order(_ manifests: [Manifest], report: String) -> (name: String, text: String) {
    let shell =
      "#!/bin/sh\n# Runs every task of the run, and then writes its report.\nset -e\ncd \"$(dirname \"$0\")\"\n"
    func script(_ lines: [String]) -> (String, String) {
      ("all.sh", shell + lines.map { $0 + "\n" }.joined())
    }
    switch self {
    case .kubernetes:
      return script(
        manifests.flatMap { manifest in
          [
            "kubectl apply -f \(file(of: manifest))",
            "until kubectl get job \(manifest.name) --output=jsonpath='{.status.conditions[*].type}' |",
            "  grep -E 'Complete|Failed'; do sleep 10; done | grep Complete",
          ]
        } + [report])
    case .htcondor:
      let jobs = manifests.map { "JOB \($0.label) \(file(of: $0))\n" }
      let order = zip(manifests, manifests.dropFirst()).map { "PARENT \($0.label) CHILD \($1.label)\n" }
      return ("all.dag", "# condor_submit_dag all.dag; afterwards:\n# \(report)\n" + (jobs + order).joined())
    case .parallel: return script(manifests.map { "sh \(file(of: $0))" } + [report])
    case .slurm:
      return script(
        manifests.enumerated().map { index, manifest in
          "job=$(sbatch --parsable" + (index > 0 ? " --kill-on-invalid-dep=yes --dependency=afterok:\"$job\"" : "")
            + " \(file(of: manifest)))"
        } + ["echo \"the last job is $job; when it has ended:\"", "echo \(ArrayScript.quoted(report))"])
    }
  }

  func file(of manifest: Manifest) -> String { "\(manifest.label).\(ending)" }
}
