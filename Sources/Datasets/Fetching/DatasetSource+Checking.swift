import Files
import Foundation

extension DatasetSource.Item {
  /// Whether `folder` holds all files of the item.
  ///
  /// Throws a `FileError` where a file has the name of one of them and is another file.
  func isWhole(in folder: String, tick: () throws -> Void) throws -> Bool {
    let present = files.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)") }
    for file in present {
      let path = "\(folder)/\(file)"
      let advice = "move it away, or name another folder with --data-dir"
      if case .archive(let members) = content {
        let size = try FileBlocks.size(of: path)
        guard let expected = members.first(where: { $0.file == file })?.size, size == expected else {
          throw FileError(
            path, "another file of this name is there already",
            expected: "\(members.first { $0.file == file }?.size ?? 0) bytes", found: "\(size)", advice: advice)
        }
      } else if var error = try flaw(of: path, tick: tick) {
        error.problem = "another file of this name is there already: \(error.problem)"
        error.advice = advice
        throw error
      }
    }
    return present.count == files.count
  }

  /// What is wrong with the file at `path`, which has come from the home as it is; `nil` where nothing is.
  func flaw(of path: String, tick: () throws -> Void) throws -> FileError? {
    if let expected = md5 {
      let found = try Digest.md5(ofFile: path, tick: tick)
      return found == expected
        ? nil : FileError(path, "not the published file", expected: "MD5 \(expected)", found: "MD5 \(found)")
    }
    do {
      switch content {
      case .idx(let dimensions): _ = try IDX.read(path, dimensions: dimensions)
      case .svhn: try SVHN.check(path)
      // The archive's own checksum is compared when it is unpacked.
      case .archive: break
      }
      return nil
    } catch let error as FileError { return error }
  }
}
