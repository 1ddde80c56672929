import Files
import Foundation

/// What runs a study, and where: a part of every start in `run.json`, and of the record as a whole for the last one.
struct Machine: Codable, Equatable {
  var version: String
  var binaryDigest: String?
  var dataFolder: String
  var host: String
  var cores: Int
  var threads: Int
  var operatingSystem: String
  var processor: String?

  enum CodingKeys: String, CodingKey {
    case version, host, cores, threads, processor
    case binaryDigest = "binary_sha256"
    case dataFolder = "data_folder"
    case operatingSystem = "operating_system"
  }

  /// This process, on `threads` threads.
  static func current(dataFolder: String, threads: Int) -> Machine {
    let binary = try? Data(contentsOf: URL(fileURLWithPath: "/proc/self/exe"), options: .alwaysMapped)
    let processor = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n")
      .first { $0.hasPrefix("model name") }?.split(separator: ":").last.map {
        $0.trimmingCharacters(in: .whitespaces)
      }
    return Machine(
      version: Version.current, binaryDigest: binary.map { Digest.sha256($0) }, dataFolder: dataFolder,
      host: ProcessInfo.processInfo.hostName, cores: ProcessInfo.processInfo.processorCount, threads: threads,
      operatingSystem: ProcessInfo.processInfo.operatingSystemVersionString, processor: processor)
  }
}
