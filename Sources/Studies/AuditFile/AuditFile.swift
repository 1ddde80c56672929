public import Certification
public import Charts
public import Datasets
import Foundation
public import LossLandscapes
public import Models
public import Robustness
import Settings
public import Training

/// What a batch does, with every default written out.
public struct AuditFile: Sendable, Equatable {
  public var name = "audit"
  public var dataset = DataSection()
  public var architecture = ArchitectureName.allCNNMini
  public var training = TrainingSettings()
  /// Each loss is trained once per seed.
  public var seeds = [Seed.usual]
  public var losses: [LossEntry] = []
  /// Models that are given instead of trained.
  public var checkpoints: [CheckpointEntry] = []
  public var attack = AttackSettings()
  public var damage = DamageSettings()
  public var certify = CertificationSettings()
  public var slices = SliceSettings()
  public var sharpness = SharpnessSection()
  /// Direct convolutions alone, without Winograd's faster and slightly less exact ones.
  public var precise = false
  public var executor = Executor.local
  /// How tasks are given to Slurm, where it is the executor.
  public var slurm = SlurmSettings()
  /// The formats that charts are written in.
  public var formats = [ChartFormat.png]

  public init() {}

  public struct DataSection: Sendable, Equatable {
    public var name = DatasetName.fashionMNIST
    /// Resolved against the audit file's folder; `nil` for the search path.
    public var folder: String?
    /// Training images used, the first of the file; `nil` for all.
    public var training: Int?
    /// Held out of the training images for the fitness of evolutions.
    public var validation = 1000
    /// Test images used, the first of the file; `nil` for all.
    public var test: Int?
    /// `nil` for the constants in common use for the data set.
    public var normalisation: NormalisationSource?
    /// Whether the extra images are added behind the training images; `nil` where the data set has none.
    public var extra: Bool?
    /// The classes in the order of the outputs of models that are given; `nil` for that of the data set, or of the models'
    /// own names.
    public var classes: [String]?
    /// How the files are read. Its keys stand beside the others.
    public var options = DatasetOptions()

    public init() {}

    /// How results name the images.
    var title: String { options.title(of: name) }
  }

  public enum Executor: String, Sendable, Codable, CaseIterable { case local, slurm }

  /// Whether anything is trained.
  var trains: Bool { !losses.isEmpty }

  /// Every model by its entry's name, in the order of results. One that is given has no seed.
  var models: [(name: String, seed: UInt64?)] {
    losses.flatMap { entry in seeds.map { (entry.name, $0) } } + checkpoints.map { ($0.name, nil) }
  }

  /// Those of them that are cut and damaged: of each loss the first seed's.
  var firstModels: [(name: String, seed: UInt64?)] { models.filter { $0.seed == nil || $0.seed == seeds[0] } }

  /// The audit without the places where data and models lay: that they are the same is checked by their digests. Where the
  /// work was done decides nothing either.
  var portable: AuditFile {
    var portable = self
    (portable.executor, portable.slurm) = (.local, SlurmSettings())
    portable.dataset.folder = nil
    for index in checkpoints.indices {
      portable.checkpoints[index].file = URL(fileURLWithPath: checkpoints[index].file).lastPathComponent
    }
    return portable
  }
}
