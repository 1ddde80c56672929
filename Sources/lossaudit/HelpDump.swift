import Foundation

/// The commands and flags of the program as the argument parser knows them: what `--help` is written from.
struct HelpDump: Decodable {
  let command: Command

  struct Command: Decodable {
    /// The names of the commands above it, the program's first.
    let superCommands: [String]?
    let commandName: String
    let abstract: String?
    let discussion: String?
    let subcommands: [Command]?
    let arguments: [Argument]?

    var path: String { ((superCommands ?? []) + [commandName]).joined(separator: " ") }

    /// The command and all below it, but for the parser's own `help`.
    var all: [Command] { [self] + (subcommands ?? []).filter { $0.commandName != "help" }.flatMap(\.all) }
  }

  struct Argument: Decodable {
    enum Kind: String, Decodable { case positional, option, flag }
    enum NameKind: String, Decodable { case long, short, longWithSingleDash }

    struct Name: Decodable {
      let kind: NameKind
      let name: String

      var text: String { (kind == .long ? "--" : "-") + name }
    }

    let kind: Kind
    let shouldDisplay: Bool
    let isOptional: Bool
    let isRepeating: Bool
    let names: [Name]?
    let valueName: String?
    let defaultValue: String?
    let abstract: String?
    let discussion: String?

    /// What it does, with its default where it has one.
    var explanation: String {
      [
        abstract ?? "", defaultValue.map { $0.isEmpty ? "" : "(default: \($0))" } ?? "", discussion ?? "",
      ].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// Whether every command has it.
    var isCommon: Bool { (names ?? []).contains { ["help", "version"].contains($0.name) } }
  }

  init(json: String) throws { self = try JSONDecoder().decode(Self.self, from: Data(json.utf8)) }
}
