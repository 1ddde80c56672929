import Files
import Foundation

/// The pickled versions of CIFAR, which are not read: a pickle is a program, and Python alone can run it.
extension CIFARBinary {
  /// The error where `folder` or the folder of the Python version in it holds pickles; `nil` where there are none.
  ///
  /// It has the one command that writes the binary version beside them.
  func pickleError(in folder: String) -> FileError? {
    let names = (training + [test]).map { $0.replacing(".bin", with: "") }
    let places = [folder, "\(folder)/\(pythonFolder)"]
    guard let place = places.first(where: { (try? FileBlocks.size(of: "\($0)/\(names.last!)")) != nil }) else {
      return nil
    }
    let quoted = "'" + place.replacing("'", with: "'\\''") + "'"
    let list = names.map { "\"\($0)\"" }.joined(separator: ",")
    let keys = labelClasses.count == 2 ? "d[\"coarse_labels\"],d[\"fine_labels\"]" : "d[\"labels\"]"
    let program =
      "import pickle;[open(n+\".bin\",\"wb\").write(b\"\".join(bytes(r[:-1])+r[-1].tobytes() for r in zip(\(keys),d[\"data\"]))) "
      + "for n in [\(list)] for d in [pickle.load(open(n,\"rb\"),encoding=\"latin1\")]]"
    return FileError(
      place, "the Python version, whose pickles are not read", expected: "the binary version", found: names.last!,
      advice: "write it beside them by: cd \(quoted) && python3 -c '\(program)'")
  }
}
