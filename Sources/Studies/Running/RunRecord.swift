import Files
import Foundation

/// `run.json`: what ran where and when. Everything that differs between two identical runs is here and nowhere else.
struct RunRecord: Codable {
  var version: String
  var binaryDigest: String?
  var dataDigest: String
  var dataFolder: String
  var host: String
  var cores: Int
  var threads: Int
  var operatingSystem: String
  var processor: String?
  var seeds: [UInt64]
  var sessions: [Session]

  /// One start of the command.
  struct Session: Codable {
    var started: String
    var stages: [Stage]
    var finished: String?
  }

  struct Stage: Codable {
    var name: String
    var seconds: Double
  }

  enum CodingKeys: String, CodingKey {
    case version, host, cores, threads, processor, seeds
    case binaryDigest = "binary_sha256"
    case dataDigest = "data_sha256"
    case dataFolder = "data_folder"
    case operatingSystem = "operating_system"
    case sessions = "starts"
  }

  static func now() -> String { ISO8601DateFormatter().string(from: Date()) }

  static func current(dataDigest: String, dataFolder: String, threads: Int, seeds: [UInt64]) -> RunRecord {
    let binary = try? Data(contentsOf: URL(fileURLWithPath: "/proc/self/exe"), options: .alwaysMapped)
    let processor = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n")
      .first { $0.hasPrefix("model name") }?.split(separator: ":").last.map {
        $0.trimmingCharacters(in: .whitespaces)
      }
    return RunRecord(
      version: Version.current, binaryDigest: binary.map { Digest.sha256($0) }, dataDigest: dataDigest,
      dataFolder: dataFolder, host: ProcessInfo.processInfo.hostName, cores: ProcessInfo.processInfo.processorCount,
      threads: threads, operatingSystem: ProcessInfo.processInfo.operatingSystemVersionString, processor: processor,
      seeds: seeds, sessions: [])
  }
}

/// The version that `--version` and `run.json` state.
public enum Version {
  public static let current = "0.1.0"
}
