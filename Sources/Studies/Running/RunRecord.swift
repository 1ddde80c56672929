import Files
import Foundation
import Models

/// `run.json`: what ran where and when. Everything that differs between two identical runs is here and nowhere else.
struct RunRecord: Equatable {
  /// Of the last start.
  var machine: Machine
  var dataDigest: String
  /// What decides the results beside the settings, which `audit.yaml` has.
  var madeFrom: Identity
  var seeds: [UInt64]
  var sessions: [Session]

  /// One start of the command.
  struct Session: Equatable {
    var machine: Machine
    var started = RunRecord.now()
    var stages: [Stage] = []
    var finished: String?
  }

  struct Stage: Codable, Equatable {
    var name: String
    var seconds: Double
  }

  static func now() -> String { ISO8601DateFormatter().string(from: Date()) }

  /// What decides the results beside the settings; `network` is the one that is trained.
  static func identity(_ data: StudyData, _ network: Network?) throws -> Identity {
    try Identity([
      "data": data.digest, "dataset_classes": data.classNames, "network": network?.traits,
      "checkpoints": data.given.isEmpty
        ? nil : Dictionary(data.given.map { ($0.name, $0.traits) }, uniquingKeysWith: { first, _ in first }),
    ])
  }

  /// The record after another start, on `machine`, of the run whose record `path` holds, or of a new one.
  ///
  /// Throws a `FileError` where that run has other data, was made by another version, or is another's in another way.
  static func starting(
    _ madeFrom: Identity, dataDigest: String, seeds: [UInt64], on machine: Machine, in path: String
  ) throws -> RunRecord {
    var record = RunRecord(machine: machine, dataDigest: dataDigest, madeFrom: madeFrom, seeds: seeds, sessions: [])
    if FileManager.default.fileExists(atPath: path) {
      try require(madeFrom, dataDigest: dataDigest, of: machine.dataFolder, in: path, advice: "start over with --fresh")
      record.sessions = try StableJSON.decode(RunRecord.self, from: AtomicFile.read(path), path: path).sessions
    }
    record.sessions.append(Session(machine: machine))
    return record
  }

  /// Throws a `FileError` where the run whose record `path` holds has other data than those of `folder`, was made by
  /// another version, or is another's in another way.
  static func require(
    _ madeFrom: Identity, dataDigest: String, of folder: String, in path: String, advice: String
  ) throws {
    let former = try StableJSON.decode(Former.self, from: AtomicFile.read(path), path: path)
    guard former.data_sha256 == dataDigest else {
      throw FileError(
        path, "the run was made with other data", expected: "SHA-256 \(former.data_sha256)",
        found: "\(dataDigest) in \(folder)", advice: advice)
    }
    guard let known = former.made_from else {
      throw FileError(
        path, at: "version", "the run was begun by another version of the program", expected: Version.current,
        found: former.version, advice: advice)
    }
    try madeFrom.require(known, in: path, else: "the run was made from something else", advice: advice)
  }

  /// Whether a start before the last one was made by another build of the program.
  var isOfOtherBuilds: Bool { sessions.contains { $0.machine.binaryDigest != machine.binaryDigest } }

  /// What the records of all versions have.
  private struct Former: Decodable {
    let version: String
    let data_sha256: String
    let made_from: Identity?
  }
}

extension RunRecord: Codable {
  private enum CodingKeys: String, CodingKey {
    case seeds
    case dataDigest = "data_sha256"
    case madeFrom = "made_from"
    case sessions = "starts"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    machine = try Machine(from: decoder)
    dataDigest = try container.decode(String.self, forKey: .dataDigest)
    madeFrom = try container.decode(Identity.self, forKey: .madeFrom)
    seeds = try container.decode([UInt64].self, forKey: .seeds)
    sessions = try container.decode([Session].self, forKey: .sessions)
  }

  func encode(to encoder: any Encoder) throws {
    try machine.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(dataDigest, forKey: .dataDigest)
    try container.encode(madeFrom, forKey: .madeFrom)
    try container.encode(seeds, forKey: .seeds)
    try container.encode(sessions, forKey: .sessions)
  }
}

extension RunRecord.Session: Codable {
  private enum CodingKeys: CodingKey { case started, stages, finished }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    machine = try Machine(from: decoder)
    started = try container.decode(String.self, forKey: .started)
    stages = try container.decode([RunRecord.Stage].self, forKey: .stages)
    finished = try container.decodeIfPresent(String.self, forKey: .finished)
  }

  func encode(to encoder: any Encoder) throws {
    try machine.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(started, forKey: .started)
    try container.encode(stages, forKey: .stages)
    try container.encodeIfPresent(finished, forKey: .finished)
  }
}
