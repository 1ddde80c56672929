import Foundation

/// How several run folders are called beside each other.
enum RunNames {
  /// The folders' own names. Where two have one name, the folders above stand before it; a folder that is named twice has
  /// a number behind it.
  static func distinct(_ folders: [String]) -> [String] {
    let paths = folders.map { URL(fileURLWithPath: $0).standardizedFileURL.pathComponents.filter { $0 != "/" } }
    let most = paths.map(\.count).max() ?? 1
    for depth in 1...max(most, 1) {
      let names = paths.map { $0.suffix(depth).joined(separator: "/") }
      if Set(names).count == names.count { return names }
    }
    let names = paths.map { $0.last ?? "/" }
    return names.indices.map { place in
      let before = names[..<place].count { $0 == names[place] }
      return before == 0 ? names[place] : "\(names[place]) (\(before + 1))"
    }
  }
}
