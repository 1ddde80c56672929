import Checkpoints
import Foundation

extension AuditFile {
  /// Names of models that are given, each its own: those that are stated, or else those of the files. Where files have one name, their folders' names stand before it,
  /// and numbers behind what is the same even so.
  public static func modelNames(_ models: [(stated: String?, file: String)]) -> [String] {
    let stems = models.map { $0.stated ?? stem($0.file) }
    let longer = zip(models, stems).map { model, name in
      guard model.stated == nil, stems.count(where: { $0 == name }) > 1 else { return name }
      let folder = ((model.file as NSString).deletingLastPathComponent as NSString).lastPathComponent
      return folder.isEmpty || folder == "/" ? name : plain("\(folder)-\(name)")
    }
    var taken = Set(models.compactMap(\.stated))
    return zip(models, longer).map { model, name in
      if model.stated != nil { return name }
      var own = name, number = 2
      while !taken.insert(own).inserted {
        own = "\(name)-\(number)"
        number += 1
      }
      return own
    }
  }

  private static func stem(_ file: String) -> String {
    let name = (file as NSString).lastPathComponent
    return plain(Checkpoint.stem(of: name) ?? (name as NSString).deletingPathExtension)
  }

  /// The name with what a folder's name may not have replaced.
  private static func plain(_ name: String) -> String {
    let plain = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "-" }.drop {
      $0 == "."
    }
    return plain.isEmpty ? "model" : String(plain)
  }
}
