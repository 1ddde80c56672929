public import Datasets
import LossEvolution
public import Models
import Settings
import Training

/// A first audit file: every key with its default, and a comment on what it does.
///
/// The keys come from the tables of settings by which an audit file is read, so that none is left out and none is
/// unknown. A key that has no value by default stands as a comment.
public struct AuditTemplate {
  private let audit: AuditFile

  /// The template for a data set, whose files lie in `folder`, or on the search path where that is `nil`.
  public init(_ dataset: DatasetName, folder: String?, architecture: ArchitectureName = .allCNNMini) {
    var audit = AuditFile()
    audit.name = "\(dataset.rawValue)-audit"
    audit.dataset.name = dataset
    audit.dataset.folder = folder
    audit.architecture = architecture
    self.audit = audit
  }

  /// All keys at the top of the file, in its order.
  var keys: [AuditKey] {
    var own = AuditKey.keys(of: audit)
    func take(_ name: String, _ help: String = "") -> AuditKey {
      var key = own.remove(at: own.firstIndex { $0.name == name }!)
      if !help.isEmpty { key.help = help }
      return key
    }
    let head = [take("name"), dataset, take("architecture"), training, take("seeds"), evolution, losses, checkpoints]
    return head
      + own.map { key in
        var key = key
        key.help = key.keys.isEmpty ? key.help : Self.about[key.name] ?? ""
        return key
      }
  }

  private static let about = [
    "attack": "How every model is attacked.",
    "damage": "What images and weights may suffer without an attacker.",
    "certify": "Proofs of robustness, for small networks.",
    "slices": "Cuts through the weight space around each loss's first model.",
    "sharpness": "How sharp the minimum of each model is: widths, adaptive sharpness, Hessian.",
    "slurm": "How tasks are given to Slurm, where it is the executor.",
  ]

  private var dataset: AuditKey {
    var keys = AuditKey.keys(of: audit.dataset)
    keys.append(
      AuditKey(
        comment: "normalisation", "Mean and deviation of the model's first layer.",
        values: "measured, or {mean: [...], std: [...]} with a number for each channel",
        usual: "the usual constants of the data set"))
    return AuditKey(table: "dataset", "The images. Paths are relative to this file.", keys)
  }

  private var training: AuditKey {
    AuditKey(
      table: "training",
      "How every model is trained. What is written here wins over a recipe: with one, take out the keys that it decides.",
      trainingKeys)
  }

  private var trainingKeys: [AuditKey] { AuditKey.keys(of: TrainingDraft.usual) + [adversarial] }

  private var adversarial: AuditKey {
    AuditKey(
      table: "adversarial", "Training on images that an attack has moved.",
      AuditKey.keys(of: AdversarialTraining.Draft.usual))
  }

  private var evolution: AuditKey {
    let training = AuditKey(
      comment: "training", "How candidates are trained.", values: "a table with the keys of training",
      usual: "the training above, for 2 epochs at one learning rate")
    return AuditKey(
      table: "evolution", "What all evolutions share. A loss's own evolve may say otherwise.",
      AuditKey.keys(of: EvolutionSettings.Draft.usual) + [training])
  }

  private var losses: AuditKey {
    AuditKey(
      list: "losses", "Losses, each trained once for each seed: names, or tables of these keys.",
      AuditFile.LossEntry.templateKeys)
  }

  private var checkpoints: AuditKey {
    AuditKey(
      list: "checkpoints", "Models that are given instead of trained: files, or tables of these keys.",
      AuditFile.CheckpointEntry.templateKeys)
  }
}
