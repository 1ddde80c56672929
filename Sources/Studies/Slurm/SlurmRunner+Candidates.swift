import Files
import Foundation
import LossEvolution

extension SlurmRunner {
  /// Has candidates of one search scored, which do not need each other.
  ///
  /// `search` is the search's folder within the run's, with a slash behind it, or empty where it is the same. A candidate
  /// that fails scores 0, with the reason in its file, unless all of them fail: then the fault is not the candidates',
  /// and a generation of zeros would lead the search astray.
  func score(
    _ candidates: [CandidateTask], search: String, file: @escaping (Int) -> TaskFile.Work, onDone: (Int) -> Void
  ) throws {
    let place = search.isEmpty ? folder : "\(folder)/\(search.dropLast())"
    let writes = candidates.map { search + $0.file }
    // A last candidate of a generation may be alone, after a restart or with a surrogate.
    let mayBeAlone = FileManager.default.fileExists(atPath: "\(place)/candidates")
    var failures: [(index: Int, failure: TaskFailure)] = []
    try withoutActuallyEscaping(onDone) { onDone in
      try run(
        .init(
          writes: writes, file: file, isDone: { try candidates[$0].result(in: place) != nil }, onDone: onDone
        ) { failures.append(($0, $1)) })
    }
    for (index, failure) in failures {
      guard failures.count < candidates.count || (candidates.count == 1 && mayBeAlone) else {
        throw failure.error(of: writes[index])
      }
      try candidates[index].fail(failure.words, folder: place)
      console.log("note: \(writes[index]): \(failure.words); the candidate scores 0; its log is \(failure.log)")
      onDone(index)
    }
  }
}
