import ArgumentParser
import Settings

extension Setting where Root: Configurable {
  /// What it does, which values it takes, and which it has where nothing is said.
  fileprivate func argumentHelp(usual: String?, _ remark: String = "") -> ArgumentHelp {
    ArgumentHelp("\(help)\(remark) (\(values); default: \(usual ?? self.usual))", valueName: placeholder)
  }
}

extension Option where Value == String? {
  /// The flag of a setting; `usual` is its default where that is another one than in the table.
  init<Root: Configurable>(_ property: PartialKeyPath<Root>, usual: String? = nil) {
    let setting = Root.setting(of: property)
    // Unconditional: what follows is the value, even where it begins with a minus sign.
    self.init(
      name: .customLong(setting.flag), parsing: .unconditional, help: setting.argumentHelp(usual: usual))
  }
}

extension Option where Value == [String] {
  /// The flag of a setting that is a list, given once for each value.
  init<Root: Configurable>(_ property: PartialKeyPath<Root>) {
    let setting = Root.setting(of: property)
    self.init(
      wrappedValue: [], name: .customLong(setting.flag), parsing: .unconditionalSingleValue,
      help: setting.argumentHelp(usual: nil, " Repeatable."))
  }
}

extension Flag where Value == Bool? {
  /// The pair of flags, `--name` and `--no-name`, of a setting.
  init<Root: Configurable>(_ property: PartialKeyPath<Root>) {
    let setting = Root.setting(of: property)
    self.init(
      name: .customLong(setting.flag), inversion: .prefixedNo,
      help: "\(setting.help) (default: \(setting.usual == "true" ? "yes" : "no"))")
  }
}

extension Flag where Value == Bool {
  /// The flag of a setting that is false where it is not given.
  init<Root: Configurable>(_ property: PartialKeyPath<Root>) {
    let setting = Root.setting(of: property)
    self.init(wrappedValue: false, name: .customLong(setting.flag), help: ArgumentHelp(stringLiteral: setting.help))
  }
}

extension ParsableArguments {
  /// Sets in `root` what these flags say.
  ///
  /// All of them have to be flags of the table of `Root`, each in a property of its name. A value that the setting does not
  /// take is a `ValidationError` with the flag.
  func set<Root: Configurable>(in root: inout Root) throws {
    var texts: [String: SettingText] = [:]
    for case (let label?, let value) in Mirror(reflecting: self).children {
      let flag = Self.flag(label)
      precondition(Root.settings.contains { $0.flag == flag }, "\(Root.self) has no setting with the flag --\(flag)")
      switch value {
      case let option as Option<String?>: texts[flag] = option.wrappedValue.map { .word($0) }
      case let option as Option<[String]>: texts[flag] = option.wrappedValue.isEmpty ? nil : .list(option.wrappedValue)
      case let option as Flag<Bool?>: texts[flag] = option.wrappedValue.map { .word("\($0)") }
      case let option as Flag<Bool>: texts[flag] = option.wrappedValue ? .word("true") : nil
      default: preconditionFailure("--\(flag) is no flag of a setting")
      }
    }
    for setting in Root.settings {
      guard let text = texts[setting.flag] else { continue }
      try flagged(Root.self) { try setting.set(text, in: &root) }
    }
  }

  /// `_batchSize` has the flag `batch-size`.
  private static func flag(_ label: String) -> String {
    label.drop { $0 == "_" }.reduce(into: "") { $0 += $1.isUppercase ? "-\($1.lowercased())" : String($1) }
  }
}

/// Says of a `SettingError` which flag it is about, as the table of `Root` names it.
func flagged<Root: Configurable, Value>(_: Root.Type, _ body: () throws -> Value) throws -> Value {
  do { return try body() } catch let error as SettingError {
    let setting = Root.settings.first { $0.key == error.key }
    throw ValidationError("--\(setting?.flag ?? error.key): \(error)")
  }
}
