import Settings

/// One key of an audit file, as a template shows it: from the table of settings by which the file is read.
struct AuditKey {
  /// The name in its own table; a table has further keys.
  var name: String
  var help = ""
  /// The values that it takes, in words.
  var values = ""
  /// The value that a template writes; `nil` where none is set.
  var written: SettingText?
  /// What stands for no value, in words.
  var usual = ""
  /// What it holds, where it is a table.
  var keys: [AuditKey] = []
  /// A list of tables of these keys, where it is one.
  var isList = false

  init(table name: String, _ help: String, _ keys: [AuditKey]) {
    self.name = name
    self.help = help
    self.keys = keys
  }

  init(list name: String, _ help: String, _ keys: [AuditKey]) {
    self.init(table: name, help, keys)
    isList = true
  }

  /// A key that no table of settings has, since its value may be a table.
  init(comment name: String, _ help: String, values: String = "a table", usual: String = "none") {
    self.name = name
    self.help = help
    self.values = values
    self.usual = usual
  }

  private init<Root: Configurable>(_ name: String, _ setting: Setting<Root>, in root: Root) {
    self.name = name
    help = setting.help
    values = setting.values
    written = setting.written(in: root)
    usual = setting.usual
  }

  /// The keys of `root` with its values; a point in a key leads into a table.
  static func keys<Root: Configurable>(of root: Root) -> [AuditKey] {
    Root.settings.reduce(into: []) { keys, setting in
      add(setting, setting.key.split(separator: ".").map(String.init)[...], root, to: &keys)
    }
  }

  private static func add<Root: Configurable>(
    _ setting: Setting<Root>, _ path: ArraySlice<String>, _ root: Root, to keys: inout [AuditKey]
  ) {
    guard path.count > 1 else { return keys.append(AuditKey(path.first!, setting, in: root)) }
    if keys.last?.name != path.first { keys.append(AuditKey(table: path.first!, "", [])) }
    add(setting, path.dropFirst(), root, to: &keys[keys.count - 1].keys)
  }

  /// Whether nothing is set in it.
  var isUnset: Bool { keys.isEmpty ? written == nil : keys.allSatisfy(\.isUnset) }
}
