import Losses
import Models
import Robustness
import Statistics

/// Several runs beside each other: what their figures have in common, and what of them cannot be compared.
///
/// Figures are set side by side only where they are of the same images: the same data set, as many attacked images and
/// one norm. Runs that differ in this are in groups of their own.
public struct RunComparison: Encodable, Equatable {
  /// The runs in the order in which they were named.
  public var runs: [Run]
  public var groups: [Group]
  /// What cannot be compared, and why, in sentences.
  public var notes: [String]

  /// One run.
  public struct Run: Encodable, Equatable {
    /// Its folder's name, with that of the folder above where two have one name.
    public var name: String
    public var folder: String
    public var audit: String
    public var dataset: String
    /// The SHA-256 of the data set.
    public var digest: String
    public var architecture: String?
    /// The number of test images, and of those that were attacked.
    public var test: Int
    public var attacked: [Int]
    public var norm: String
    public var attacks: [String]
    /// The number of checks that failed and that warn, over all models.
    public var failed: Int
    public var warned: Int
  }

  /// Runs whose figures are of the same images.
  public struct Group: Encodable, Equatable {
    public var runs: [String]
    public var dataset: String
    public var norm: String
    /// The strengths that all its runs have, as they are written.
    public var epsilons: [String]
    public var rows: [Row]
  }

  /// One loss of a run, or one model that was given.
  public struct Row: Encodable, Equatable {
    public var run: String
    public var loss: String
    public var formula: String?
    public var seeds: Int
    /// The mean clean accuracy over seeds, and the sample standard deviation; `nil` of a single model.
    public var clean: Double
    public var cleanDeviation: Double?
    /// The same of the worst case at each ε of the group.
    public var worstCase: [Double]
    public var worstCaseDeviation: [Double?]
    /// Checks that failed for one of its models: its figures cannot be taken at their word.
    public var failedChecks: [String]

    enum CodingKeys: String, CodingKey {
      case run, loss, formula, seeds, clean
      case cleanDeviation = "clean_deviation"
      case worstCase = "worst_case"
      case worstCaseDeviation = "worst_case_deviation"
      case failedChecks = "failed_checks"
    }
  }

  private enum CodingKeys: CodingKey { case runs, groups, notes }

  /// The results of each group, for charts.
  let members: [[(name: String, results: StudyResults)]]

  public static func == (first: RunComparison, second: RunComparison) -> Bool {
    (first.runs, first.groups, first.notes) == (second.runs, second.groups, second.notes)
  }

  /// `runs` are the folders and what each one's `results.json` holds.
  public init(_ runs: [(folder: String, results: StudyResults)]) {
    let named = zip(RunNames.distinct(runs.map(\.folder)), runs).map { (name: $0, results: $1.results) }
    self.runs = zip(named, runs).map { Run($0.name, folder: $1.folder, $1.results) }
    var members: [[(name: String, results: StudyResults)]] = []
    for run in named {
      if let place = members.firstIndex(where: { Basis($0[0].results) == Basis(run.results) }) {
        members[place].append(run)
      } else {
        members.append([run])
      }
    }
    self.members = members
    groups = members.map(Group.init)
    notes = ComparisonNotes(members).sentences
  }
}

/// What figures have to share before they may stand beside each other.
struct Basis: Equatable {
  var digest: String
  var dataset: String
  var test: Int
  var attacked: [Int]
  var norm: Norm
  var target: Target?

  init(_ results: StudyResults) {
    let reports = results.losses.flatMap(\.models).map(\.attack)
    (digest, dataset, test) = (results.dataset.digest, results.dataset.name, results.dataset.test)
    attacked = Array(Set(reports.map { $0.total + ($0.settings.leftOut ?? 0) })).sorted()
    norm = reports.first?.settings.norm ?? .linf
    target = reports.first?.settings.target
  }
}

extension RunComparison.Run {
  fileprivate init(_ name: String, folder: String, _ results: StudyResults) {
    let models = results.losses.flatMap(\.models), basis = Basis(results)
    let checks = models.flatMap(\.attack.checks)
    self.init(
      name: name, folder: folder, audit: results.name, dataset: results.dataset.name, digest: results.dataset.digest,
      architecture: results.architecture?.description, test: results.dataset.test, attacked: basis.attacked,
      norm: basis.norm.rawValue, attacks: models.first?.attack.settings.attacks.map(\.rawValue) ?? [],
      failed: checks.count { $0.verdict == .fail }, warned: checks.count { $0.verdict == .warn })
  }
}

extension RunComparison.Group {
  fileprivate init(_ members: [(name: String, results: StudyResults)]) {
    let strengths = members.map { $0.results.epsilons }
    let shared = strengths[0].filter { own in strengths.allSatisfy { $0.contains { $0.value == own.value } } }
    let basis = Basis(members[0].results)
    self.init(
      runs: members.map(\.name), dataset: basis.dataset, norm: basis.norm.rawValue, epsilons: shared.map(\.text),
      rows: members.flatMap { run in run.results.losses.map { RunComparison.Row($0, of: run.name, at: shared) } })
  }
}

extension RunComparison.Row {
  fileprivate init(_ loss: StudyResults.LossResult, of run: String, at epsilons: [Epsilon]) {
    let clean = SeedSpread(loss.models.map(\.testAccuracy.accuracy))
    let worst = epsilons.map { epsilon in
      SeedSpread(
        loss.models.compactMap { $0.attack.worstCase.first { $0.epsilon.value == epsilon.value }?.accuracy })
    }
    let failed = loss.models.flatMap(\.attack.checks).filter { $0.verdict == .fail }.map(\.name)
    self.init(
      run: run, loss: loss.name, formula: loss.loss?.name, seeds: loss.models.count, clean: clean?.mean ?? 0,
      cleanDeviation: clean?.deviation, worstCase: worst.map { $0?.mean ?? 0 },
      worstCaseDeviation: worst.map { $0?.deviation },
      failedChecks: failed.enumerated().filter { !failed[..<$0.offset].contains($0.element) }.map(\.element))
  }
}

extension StudyResults {
  /// The strengths of the attacks, which all models of a study share.
  var epsilons: [Epsilon] { losses.first?.models.first?.attack.settings.epsilons ?? [] }
}
