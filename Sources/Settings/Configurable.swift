/// A value whose properties a user may set by key and by flag.
public protocol Configurable: Sendable {
  /// The value with every default.
  static var usual: Self { get }

  /// The one table of its settings, in the order in which they are read.
  static var settings: [Setting<Self>] { get }
}

extension Configurable {
  /// The setting of a property, which has to be in the table.
  public static func setting(of property: PartialKeyPath<Self>) -> Setting<Self> {
    guard let setting = settings.first(where: { $0.isOf(property) }) else {
      preconditionFailure("\(property) is in no table of settings")
    }
    return setting
  }

  /// The keys of `table` in the order of their settings, or of the outermost table.
  public static func keys(of table: String? = nil) -> [String] {
    let prefix = table.map { "\($0)." } ?? ""
    return settings.filter { $0.key.hasPrefix(prefix) }.reduce(into: []) { keys, setting in
      let key = String(setting.key.dropFirst(prefix.count).prefix { $0 != "." })
      if !keys.contains(key) { keys.append(key) }
    }
  }
}
