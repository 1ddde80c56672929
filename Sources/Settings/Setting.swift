/// One thing that a user may set in a `Root`: its key, its flag, the values it takes, and what it means.
///
/// Audit files and command lines both read a value through here, so that both take the same values and refuse the others
/// in the same words. The default is what the property has in `Root.usual`.
public struct Setting<Root>: Sendable {
  /// The key in a file; a point leads into a table: `schedule.drop_after`.
  public let key: String
  /// The name on a command line, without the dashes.
  public let flag: String
  /// One sentence on what it does.
  public let help: String
  /// What stands for the value in the usage of the flag.
  public let placeholder: String
  private let path: @Sendable () -> AnyKeyPath
  private let facts: @Sendable (Root) -> Facts

  /// What there is to say of a setting in a given root.
  private struct Facts {
    /// The values that it takes, in words.
    var values: String
    /// The value as a user writes it, or what stands for it in words.
    var value: String
    /// The value as an audit file has it; `nil` where none is set.
    var written: SettingText?
  }
  private let change: @Sendable (SettingText, inout Root) throws -> Void

  /// The setting of a property.
  ///
  /// `flag` is needed where it is not the last word of the key, and `usual` where the default is not a value.
  public init<Value>(
    _ key: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ rule: Rule<Value>, _ help: String,
    flag: String? = nil, as placeholder: String? = nil, usual: String? = nil
  ) {
    self.init(key, path, rule: { _ in rule }, help, flag: flag, as: placeholder ?? rule.placeholder, usual: usual)
  }

  /// The setting of a property that is `nil` where nothing is said; `usual` is what that means.
  public init<Value>(
    _ key: String, _ path: any WritableKeyPath<Root, Value?> & Sendable, _ rule: Rule<Value>, _ help: String,
    flag: String? = nil, as placeholder: String? = nil, usual: String
  ) {
    self.init(key: key, flag: flag, help: help, placeholder: placeholder ?? rule.placeholder, path: { path }) { root in
      let value = root[keyPath: path]
      return Facts(values: rule.expected, value: value.map(rule.text) ?? usual, written: value.map(rule.written))
    } change: { text, root in
      root[keyPath: path] = try rule.read(text)
    }
  }

  /// The setting of a property whose values depend on what stands before it in the table.
  public init<Value>(
    _ key: String, _ path: any WritableKeyPath<Root, Value> & Sendable, rule: @escaping @Sendable (Root) -> Rule<Value>,
    _ help: String, flag: String? = nil, as placeholder: String, usual: String? = nil
  ) {
    self.init(key: key, flag: flag, help: help, placeholder: placeholder, path: { path }) { root in
      let own = rule(root), value = root[keyPath: path]
      return Facts(values: own.expected, value: usual ?? own.text(value), written: own.written(value))
    } change: { text, root in
      root[keyPath: path] = try rule(root).read(text)
    }
  }

  private init(
    key: String, flag: String?, help: String, placeholder: String, path: @escaping @Sendable () -> AnyKeyPath,
    facts: @escaping @Sendable (Root) -> Facts,
    change: @escaping @Sendable (SettingText, inout Root) throws -> Void
  ) {
    self.key = key
    self.flag = flag ?? key.split(separator: ".").last!.split(separator: "_").joined(separator: "-")
    self.help = help
    self.placeholder = placeholder
    self.path = path
    self.facts = facts
    self.change = change
  }

  /// Sets what `text` says; throws a `SettingError` with the key for what the setting does not take.
  public func set(_ text: SettingText, in root: inout Root) throws {
    do { try change(text, &root) } catch var error as SettingError {
      error.key = key
      throw error
    }
  }

  /// The same setting of what `outer` holds at `path`, there in the table `table`, or beside the other keys.
  public func within<Outer>(
    _ outer: any WritableKeyPath<Outer, Root> & Sendable, table: String? = nil
  ) -> Setting<Outer> {
    Setting<Outer>(
      key: table.map { "\($0).\(key)" } ?? key, flag: flag, help: help, placeholder: placeholder,
      path: { (outer as AnyKeyPath).appending(path: path())! }
    ) { root in
      let own = facts(root[keyPath: outer])
      return Setting<Outer>.Facts(values: own.values, value: own.value, written: own.written)
    } change: {
      try change($0, &$1[keyPath: outer])
    }
  }

  /// The value in `root` as a file has it; `nil` where none is set.
  public func written(in root: Root) -> SettingText? { facts(root).written }

  func isOf(_ property: AnyKeyPath) -> Bool { path() == property }
}

extension Setting where Root: Configurable {
  /// The values that it takes, in words.
  public var values: String { facts(Root.usual).values }

  /// The default as a user would write it, or in words.
  public var usual: String { facts(Root.usual).value }
}
