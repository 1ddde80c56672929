import Checkpoints
import Datasets
import Files
public import Tensors

/// A report, and what happened to each image.
public struct AuditFindings: Sendable {
  public var report: AuditReport
  let evidence: AuditEvidence
  let images: ImageSet
  /// Which image of the data set each one is; `nil` where none is left out.
  let numbers: [Int]?
  /// The images of the whole audit, of which a shard has a part.
  let total: Int
  /// The first adversarial image found for each image, by strength: (H, W, C); kept where it was asked for.
  var adversarial: [Double: [Int: [Float]]] = [:]
  /// The smallest change by which FGSM breaks each image, by attack loss; kept where it was asked for.
  var smallestChanges: [(loss: RequestedLoss, sizes: [Double?])] = []
  /// The first few images that are right without attack and broken at the largest ε; kept where they were asked for.
  public var examples: [AdversarialExample] = []
  /// Of every image.
  public var imageShape: ImageShape { images.shape }
}

extension AuditFindings {
  /// The table of every image, as CSV.
  public func perExample(_ form: PerExampleForm = .wide) -> String {
    PerExampleTable(
      evidence: evidence, epsilons: report.settings.epsilons, numbers: numbers, smallestChanges: smallestChanges
    ).text(form)
  }

  /// Writes the images as they were when the model was wrong: for each ε asked for, above 0, a tensor `adversarial.ε`
  /// (N, C, H, W) in [0, 1], the images themselves where no attack broke them, and `broken.ε` (N); with `labels` (N), and
  /// `images` (N), their numbers, where some of the data set are left out.
  public func saveAdversarial(to path: String) throws {
    let shape = images.shape, count = images.count
    var tensors = [NamedTensor(name: "labels", shape: [count], values: images.labels.map(Float.init))]
    if let numbers { tensors.append(NamedTensor(name: "images", shape: [count], values: numbers.map(Float.init))) }
    var pixels = [Float](repeating: 0, count: shape.count), label: Int32 = 0
    for epsilon in report.settings.epsilons where epsilon.value > 0 {
      let found = adversarial[epsilon.value] ?? [:]
      var values: [Float] = []
      values.reserveCapacity(count * shape.count)
      for i in 0..<count {
        if let image = found[i] { pixels = image } else { images.fill([i], into: &pixels, labels: &label) }
        for c in 0..<shape.channels {
          for p in stride(from: c, to: shape.count, by: shape.channels) { values.append(pixels[p]) }
        }
      }
      tensors.append(
        NamedTensor(
          name: "adversarial.\(epsilon.text)", shape: [count, shape.channels, shape.height, shape.width], values: values
        ))
      tensors.append(
        NamedTensor(
          name: "broken.\(epsilon.text)", shape: [count], values: (0..<count).map { found[$0] == nil ? 0 : 1 }))
    }
    try Checkpoint(
      tensors: tensors,
      metadata: [
        "checkpoint": report.settings.checkpoint ?? "", "dataset": report.settings.dataset ?? "",
        "attacks": report.settings.attacks.map(\.rawValue).joined(separator: ","),
        "norm": report.settings.norm.rawValue,
      ]
    ).write(to: path)
  }
}
