import Checkpoints
import Files
import Foundation
public import Losses

/// What a loss did to training images over the epochs of a training: the data of figure 2 of arXiv 2010.00788.
///
/// Beside `NAME.safetensors.zst` lies the folder `NAME.attraction`. `epoch-0001.npy` in it has the shape (samples, 4) and
/// little-endian float64 numbers; the columns are those of `columns`. `log.json` says of which images and epochs they are,
/// and is written at the end.
public struct AttractionLog: Sendable, Codable, Equatable {
  /// The loss with its label smoothing, as published: without the scale and the bounds of a training.
  public var loss: Loss
  public var classes: Int
  /// Images that the model was trained on.
  public var trainingImages: Int
  /// Which of them are logged, by their place among the training images, counted from 0; they are not augmented.
  public var samples: [Int]
  /// The class of each.
  public var labels: [Int]
  public var columns = Self.columns
  public var epochs: [Epoch]

  public struct Epoch: Sendable, Codable, Equatable {
    /// The number of the epoch, counted from 1.
    public var epoch: Int
    /// The SHA-256 of its file.
    public var sha256: String
  }

  enum CodingKeys: String, CodingKey {
    case loss, classes, samples, labels, columns, epochs
    case trainingImages = "training_images"
  }

  /// h_T, γ_T, the mean γ of the other classes, and the change of h_T under one unit step on the logits.
  public static let columns = ["target_probability", "target_gamma", "mean_other_gamma", "attraction"]

  static func folder(stem: String) -> String { stem + ".attraction" }
  static func file(epoch: Int) -> String { String(format: "epoch-%04d.npy", epoch) }
  static let index = "log.json"

  /// Whether the training of the model at `path` has left a log.
  public static func exists(besides path: String) -> Bool {
    guard let folder = try? folder(besides: path) else { return false }
    return FileManager.default.fileExists(atPath: "\(folder)/\(index)")
  }

  /// The log of the model at `path`, a name that ends in `.safetensors` or `.safetensors.zst`.
  public static func read(besides path: String) throws -> AttractionLog {
    let folder = try folder(besides: path)
    let file = "\(folder)/\(index)"
    let log = try StableJSON.decode(AttractionLog.self, from: AtomicFile.read(file), path: file)
    guard log.columns == columns, log.samples.count == log.labels.count else {
      throw FileError(
        file, at: "columns", "not a log that this version reads", expected: columns.joined(separator: ", "),
        found: log.columns.joined(separator: ", "))
    }
    return log
  }

  /// What the loss did to each of the samples after `epoch`, one that is in `epochs`; read from the folder beside the model
  /// at `path`.
  ///
  /// Throws a `FileError` for a file that was changed after it was written.
  public func attractions(inEpoch epoch: Int, besides path: String) throws -> [SampleAttraction] {
    let file = "\(try Self.folder(besides: path))/\(Self.file(epoch: epoch))"
    guard let entry = epochs.first(where: { $0.epoch == epoch }) else {
      throw FileError(
        file, "the epoch was not logged", expected: epochs.map { "\($0.epoch)" }.joined(separator: ", "),
        found: "\(epoch)")
    }
    let data = try AtomicFile.read(file)
    guard Digest.sha256(data) == entry.sha256 else {
      throw FileError(
        file, "was changed after it was written", advice: "put it back as it was, or train the model again")
    }
    return try Self.rows(data, count: samples.count, path: file)
  }

  private static func folder(besides path: String) throws -> String {
    guard let stem = Checkpoint.stem(of: path) else {
      throw FileError(path, "not a name of a model", expected: "a name ending in .safetensors.zst or .safetensors")
    }
    return folder(stem: stem)
  }
}

/// NumPy's format, version 1.0: a header of 128 bytes and the numbers in rows.
extension AttractionLog {
  private static func header(count: Int) -> Data {
    let text = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(count), \(columns.count)), }"
    var data = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, 118, 0])
    data += Data(text.padding(toLength: 117, withPad: " ", startingAt: 0).utf8) + Data("\n".utf8)
    return data
  }

  static func data(_ rows: [SampleAttraction]) -> Data {
    var data = header(count: rows.count)
    for row in rows {
      for number in [row.probability, row.targetGamma, row.otherGamma, row.attraction] {
        withUnsafeBytes(of: number.bitPattern.littleEndian) { data.append(contentsOf: $0) }
      }
    }
    return data
  }

  private static func rows(_ data: Data, count: Int, path: String) throws -> [SampleAttraction] {
    let header = header(count: count), size = header.count + 8 * columns.count * count
    guard data.count == size, data.starts(with: header) else {
      throw FileError(
        path, "not the attraction of \(count.counted("sample"))", expected: "\(size) bytes of an npy file",
        found: "\(data.count) bytes")
    }
    return data.withUnsafeBytes { bytes in
      func number(_ index: Int) -> Double {
        Double(
          bitPattern: UInt64(
            littleEndian: bytes.loadUnaligned(fromByteOffset: header.count + 8 * index, as: UInt64.self)))
      }
      return (0..<count).map {
        SampleAttraction(
          probability: number(4 * $0), targetGamma: number(4 * $0 + 1), otherGamma: number(4 * $0 + 2),
          attraction: number(4 * $0 + 3))
      }
    }
  }
}
