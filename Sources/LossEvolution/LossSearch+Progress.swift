import Files
import Foundation

extension LossSearch {
  /// How many whole generations the search in `folder` has behind it; 0 where it has not begun.
  ///
  /// It reads the search's state and touches nothing. Throws a `FileError` where that file is damaged.
  public static func generationsDone(in folder: String) throws -> Int {
    struct Counted: Decodable {
      struct Generation: Decodable {}
      var generations: [Generation]
    }
    let path = SearchState.path(in: folder)
    guard FileManager.default.fileExists(atPath: path) else { return 0 }
    return try StableJSON.decode(Counted.self, from: AtomicFile.read(path), path: path).generations.count
  }
}
