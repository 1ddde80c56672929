import Checkpoints
import Files
import Foundation
import Tensors

/// The verdicts of one batch of images as a table, and the adversarial images among them as one tensor beside it.
///
/// `STAGE-00000.json` has a row for each verdict; `STAGE-00000.safetensors.zst` has the tensor `images`
/// (N, H · W · C), in the order of the rows that are adversarial. The images are written first: where the table is, they are too.
extension AuditJournal {
  private struct Table: Codable {
    let identity: String
    let stage: String
    /// The digest of the file with the images.
    let images: String
    let verdicts: [Row]
  }

  private struct Row: Codable {
    let image: Int
    let epsilon: Double
    let right: Bool
    /// `nil` where it is no finite number, as JSON has none.
    let confidence: Float?
    /// Whether the image counts, which class the model gives it, and its margin.
    let counts: Bool
    let prediction: Int?
    let margin: Float?
    let perturbation: Double?
    let zeroGradient: Bool
    let forwardPasses: Int
    let gradients: Int
    let misclaim: Bool
    /// Of an attack that leads to a class: whether it got there.
    let reached: Bool?
    /// The same of the image as an 8-bit file holds it.
    let rightRounded: Bool?
    let reachedRounded: Bool?

    enum CodingKeys: String, CodingKey {
      case image, epsilon, right, confidence, counts, prediction, margin, perturbation, misclaim, reached, gradients
      case forwardPasses = "forward_passes"
      case zeroGradient = "zero_gradient"
      case rightRounded = "right_quantised"
      case reachedRounded = "reached_quantised"
    }

    var reply: Reply? {
      counts ? Reply(prediction: prediction, margin: margin ?? .nan, change: Float(perturbation ?? .infinity)) : nil
    }

    var passes: AttackPasses { AttackPasses(forward: forwardPasses, backward: gradients) }
    var standing: Standing { Standing(isRight: right, isTarget: reached) }
    var rounded: Standing? { rightRounded.map { Standing(isRight: $0, isTarget: reachedRounded) } }
  }

  private func path(_ stage: String, _ batch: Int, _ ending: String) -> String {
    "\(folder)/outcomes/\(stage)-\(String(format: "%05d", batch)).\(ending)"
  }

  private func table(_ stage: String, _ batch: Int) -> String { path(stage, batch, "json") }
  private func images(_ stage: String, _ batch: Int) -> String { path(stage, batch, "safetensors.zst") }

  /// What has been recorded of a stage, of `images` images at `strengths`.
  func verdicts(of stage: String, strengths: [Double], images: Int) throws -> [AdversarialVerifier.Verdict] {
    var verdicts: [AdversarialVerifier.Verdict] = []
    var batch = 0
    while FileManager.default.fileExists(atPath: table(stage, batch)) {
      verdicts += try read(stage, batch)
      if let odd = verdicts.firstIndex(where: { $0.item.index >= images || !strengths.contains($0.item.epsilon) }) {
        throw FileError(table(stage, batch), at: "row \(odd)", "is not a finding of this audit")
      }
      batch += 1
    }
    batches[stage] = batch
    return verdicts
  }

  /// Records verdicts in the order of strengths and images, whatever the order in which they were reached: that depends
  /// on what an interruption left to do.
  func record(_ found: [AdversarialVerifier.Verdict], of stage: String) throws {
    guard !found.isEmpty else { return }
    let verdicts = found.sorted { ($0.item.epsilon, $0.item.index) < ($1.item.epsilon, $1.item.index) }
    let batch = batches[stage, default: 0]
    let adversarial = verdicts.compactMap(\.adversarial), imagesPath = images(stage, batch)
    try Checkpoint(
      tensors: [
        NamedTensor(
          name: "images", shape: [adversarial.count, adversarial.first?.count ?? 0], values: adversarial.flatMap(\.self)
        )
      ], metadata: ["identity": identity, "stage": stage]
    ).write(to: imagesPath)
    let rows = verdicts.map { verdict in
      Row(
        image: verdict.item.index, epsilon: verdict.item.epsilon, right: verdict.standing.isRight,
        confidence: verdict.confidence.isFinite ? verdict.confidence : nil, counts: verdict.reply != nil,
        prediction: verdict.reply?.prediction, margin: verdict.reply.flatMap { $0.margin.isNaN ? nil : $0.margin },
        perturbation: verdict.perturbation.isFinite ? verdict.perturbation : nil, zeroGradient: verdict.zeroGradient,
        forwardPasses: verdict.passes.forward, gradients: verdict.passes.backward, misclaim: verdict.isMisclaim,
        reached: verdict.standing.isTarget, rightRounded: verdict.rounded?.isRight,
        reachedRounded: verdict.rounded?.isTarget)
    }
    let table = Table(
      identity: identity, stage: stage, images: Digest.sha256(try AtomicFile.read(imagesPath)), verdicts: rows)
    try AtomicFile.write(Seal.encode(table), to: self.table(stage, batch))
    batches[stage] = batch + 1
  }

  private func read(_ stage: String, _ batch: Int) throws -> [AdversarialVerifier.Verdict] {
    let tablePath = table(stage, batch), imagesPath = images(stage, batch)
    let data = try AtomicFile.read(tablePath), advice = "remove it to have these images attacked again"
    let table = try StableJSON.decode(Table.self, from: data, path: tablePath)
    func require(_ isOwn: Bool, _ path: String) throws {
      guard !isOwn else { return }
      throw FileError(path, "is not a batch of this audit", advice: advice)
    }
    try require(table.identity == identity && table.stage == stage, tablePath)
    try Seal.verify(data, path: tablePath, advice: advice)
    let checkpoint = try Checkpoint.read(imagesPath)
    let broken = table.verdicts.count { $0.standing.isAdversarial }
    let tensor = checkpoint.tensors.first { $0.name == "images" }
    try require(
      checkpoint.metadata["identity"] == identity && checkpoint.metadata["stage"] == stage
        && tensor?.shape.first == broken && table.images == Digest.sha256(try AtomicFile.read(imagesPath)), imagesPath)
    let values = tensor?.values ?? [], pixels = broken > 0 ? values.count / broken : 0
    var next = 0
    return table.verdicts.map { row in
      var adversarial: [Float]?
      if row.standing.isAdversarial {
        adversarial = Array(values[next * pixels..<(next + 1) * pixels])
        next += 1
      }
      return AdversarialVerifier.Verdict(
        item: AttackItem(index: row.image, epsilon: row.epsilon), standing: row.standing, rounded: row.rounded,
        reply: row.reply, confidence: row.confidence ?? .nan, perturbation: row.perturbation ?? .infinity,
        zeroGradient: row.zeroGradient, passes: row.passes, isMisclaim: row.misclaim, adversarial: adversarial)
    }
  }
}
