import Files
import Foundation
import TestSupport

@testable import Studies

/// A whole study small enough for a test: synthetic digits of 12x12 pixels, three losses, one of them evolved.
struct TinyStudy {
  static let audit = """
    name: tiny
    dataset: {name: mnist, folder: digits, validation: 16}
    architecture: preresnet-8
    training: {epochs: 1, batch_size: 16}
    losses:
    - cross-entropy
    - {name: smooth, loss: baikal, label_smoothing: 0.1}
    - name: evolved
      evolve: {objective: fgsm, epsilon: 0.1, population: 3, generations: 1, finalists: 1, finalist_seeds: 1,
        training: {epochs: 1}}
    attack: {epsilons: [0, 8/255, 0.2], limit: 16}
    slices: {limit: 8, one_dimensional: {points: 3}, two_dimensional: {points: 3}}
    """

  /// The study run once on one thread, in `first`, for all tests to look at.
  static let finished = Result {
    let study = try TinyStudy()
    try study.run("first", threads: 1)
    return study
  }

  let scratch: ScratchFolder
  let audit: AuditFile

  init(_ text: String = audit) throws {
    scratch = try ScratchFolder()
    try SyntheticDigits.write(to: "digits", in: scratch)
    audit = try AuditFile.read(scratch.write(text, to: "audit.yaml"))
  }

  func run(_ name: String, threads: Int) throws {
    let folder = try RunFolder(scratch.path(name), audit: audit)
    try withExtendedLifetime(folder) {
      try StudyRunner(audit: audit, folder: folder, threads: threads, console: Console(quiet: true)).run()
    }
  }

  /// All that a run left behind but `run.json`, which says when and where, and the tables of candidates, which say how
  /// long each took.
  func results(_ name: String) throws -> [String: Data] {
    try scratch.files(below: name).filter { $0.key != "run.json" && !$0.key.contains("/candidates.") }
  }
}
