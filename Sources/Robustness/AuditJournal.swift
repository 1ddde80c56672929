import Checkpoints
import Files
import Foundation
import Tensors

/// What an audit has found so far, in a folder: an interrupted audit goes on from here.
///
/// Each stage of the audit keeps a file for every batch of images that it has judged, with the adversarial ones among
/// them. What becomes of an image depends on nothing but the image, so an audit that goes on ends as one that was never
/// interrupted.
public final class AuditJournal {
  private let folder: String
  private let identity: String
  private let lock: FolderLock

  /// Creates or opens the folder and locks it.
  ///
  /// `identity` is the digest of all that decides the audit's figures. Throws where the folder holds another audit's
  /// findings, where it is in use, and where it is neither empty nor a journal.
  public init(_ folder: String, identity: String) throws {
    self.folder = folder
    self.identity = identity
    try AtomicFile.createFolder(folder)
    lock = try FolderLock(
      folder, what: "the audit's folder", advice: "wait for it, or choose another folder with --output")
    let path = "\(folder)/\(Self.identityName)"
    if FileManager.default.fileExists(atPath: path) {
      let found = String(decoding: try AtomicFile.read(path), as: UTF8.self)
      guard found == identity + "\n" else {
        throw FileError(
          folder, "the folder holds the findings of another audit",
          expected: "the same checkpoint, images, attacks, losses, strengths, budgets and seed",
          advice: "choose another folder with --output")
      }
    } else {
      let foreign = (try? FileManager.default.contentsOfDirectory(atPath: folder))?
        .filter { $0 != FolderLock.name && !AtomicFile.isLeftover($0) }.min()
      if let foreign {
        throw FileError(
          folder, "is not an audit's folder", expected: "a new or empty folder, or one with \(Self.identityName)",
          found: foreign, advice: "choose another folder with --output")
      }
      try AtomicFile.write(identity + "\n", to: path)
    }
    AtomicFile.removeLeftovers(below: folder)
  }

  private static let identityName = "audit.id"

  /// The numbers kept of a verdict, in this order.
  private enum Column: Int, CaseIterable {
    case index, strength, isRight, confidence, perturbation, zeroGradient, isMisclaim
  }

  private func path(_ stage: String, _ batch: Int) -> String {
    "\(folder)/outcomes/\(stage)-\(String(format: "%05d", batch)).safetensors.zst"
  }

  /// What has been recorded of a stage; `strengths` are those of the stage.
  func verdicts(of stage: String, strengths: [Double]) throws -> [AdversarialVerifier.Verdict] {
    var verdicts: [AdversarialVerifier.Verdict] = []
    var batch = 0
    while FileManager.default.fileExists(atPath: path(stage, batch)) {
      verdicts += try read(path(stage, batch), strengths)
      batch += 1
    }
    batches[stage] = batch
    return verdicts
  }

  /// Files of each stage.
  private var batches: [String: Int] = [:]

  func record(_ verdicts: [AdversarialVerifier.Verdict], of stage: String, strengths: [Double]) throws {
    guard !verdicts.isEmpty else { return }
    let rows = verdicts.map { verdict in
      Column.allCases.map { column -> Float in
        switch column {
        case .index: Float(verdict.item.index)
        case .strength: Float(strengths.firstIndex(of: verdict.item.epsilon)!)
        case .isRight: verdict.isRight ? 1 : 0
        case .confidence: verdict.confidence
        case .perturbation: Float(verdict.perturbation)
        case .zeroGradient: verdict.zeroGradient ? 1 : 0
        case .isMisclaim: verdict.isMisclaim ? 1 : 0
        }
      }
    }
    let images = verdicts.compactMap(\.adversarial)
    let batch = batches[stage, default: 0]
    try Checkpoint(
      tensors: [
        NamedTensor(name: "outcomes", shape: [rows.count, Column.allCases.count], values: rows.flatMap(\.self)),
        NamedTensor(name: "images", shape: [images.count, images.first?.count ?? 0], values: images.flatMap(\.self)),
      ], metadata: ["identity": identity, "stage": stage]
    ).write(to: path(stage, batch))
    batches[stage] = batch + 1
  }

  private func read(_ path: String, _ strengths: [Double]) throws -> [AdversarialVerifier.Verdict] {
    let checkpoint = try Checkpoint.read(path)
    let tensors = Dictionary(checkpoint.tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    guard checkpoint.metadata["identity"] == identity, let outcomes = tensors["outcomes"],
      let images = tensors["images"],
      outcomes.shape.count == 2, outcomes.shape[1] == Column.allCases.count, images.shape.count == 2
    else {
      throw FileError(
        path, "is not a batch of this audit", advice: "remove it to have these images attacked again")
    }
    let width = Column.allCases.count, pixels = images.shape[1]
    var next = 0
    return try (0..<outcomes.shape[0]).map { row in
      func value(_ column: Column) -> Float { outcomes.values[row * width + column.rawValue] }
      let strength = Int(value(.strength)), isRight = value(.isRight) == 1
      guard strengths.indices.contains(strength), isRight || next < images.shape[0] else {
        throw FileError(path, at: "row \(row)", "is not a finding of this audit")
      }
      var adversarial: [Float]?
      if !isRight {
        adversarial = Array(images.values[next * pixels..<(next + 1) * pixels])
        next += 1
      }
      return AdversarialVerifier.Verdict(
        item: AttackItem(index: Int(value(.index)), epsilon: strengths[strength]), isRight: isRight,
        confidence: value(.confidence), perturbation: Double(value(.perturbation)),
        zeroGradient: value(.zeroGradient) == 1,
        isMisclaim: value(.isMisclaim) == 1, adversarial: adversarial)
    }
  }
}
