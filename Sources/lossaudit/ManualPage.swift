import Files

/// The program's manual page in man(7), with every command and flag, made from what `--help` is made from.
struct ManualPage {
  private let program: HelpDump.Command
  private let version: String

  init(_ dump: HelpDump, version: String) {
    program = dump.command
    self.version = version
  }

  var source: String {
    let name = program.commandName
    let head =
      [".TH \(name.uppercased()) 1 \"\(Version.date)\" \"\(name) \(version)\" \"User Commands\"", ".SH NAME"]
      + Roff.wrapped(Self.clause(program.abstract ?? ""), after: "\(name) \\-")
      + [".SH SYNOPSIS", ".B \(name)", ".I command", "[\\fIargument\\fR ...]", ".SH DESCRIPTION"]
    let commands = program.all.dropFirst().flatMap(section)
    return
      (head + Roff.paragraphs(program.discussion ?? "") + [".SH COMMANDS"]
      + Roff.wrapped("Every command has --help, which prints its part of this page, and --version.") + commands)
      .joined(separator: "\n") + "\n"
  }

  /// A command with its arguments; of one that only holds others, the abstract alone.
  private func section(_ command: HelpDump.Command) -> [String] {
    let arguments = (command.arguments ?? []).filter { $0.shouldDisplay && !$0.isCommon }
    let holdsOthers = !(command.subcommands ?? []).isEmpty
    var lines = [".SS \(Roff.text(command.path))"] + Roff.wrapped(command.abstract ?? "")
    if !holdsOthers { lines += [".PP", usage(command, arguments)] }
    if let discussion = command.discussion, !discussion.isEmpty { lines += [".PP"] + Roff.paragraphs(discussion) }
    return lines + arguments.flatMap { [".TP", Self.heading($0)] + Roff.wrapped($0.explanation) }
  }

  private func usage(_ command: HelpDump.Command, _ arguments: [HelpDump.Argument]) -> String {
    let places = arguments.filter { $0.kind == .positional }.map { argument in
      let value = "\\fI\(Roff.text(argument.valueName ?? "value"))\\fR\(argument.isRepeating ? " ..." : "")"
      return argument.isOptional ? "[\(value)]" : value
    }
    let hasFlags = arguments.contains { $0.kind != .positional }
    return (["\\fB\(Roff.text(command.path))\\fR"] + places + (hasFlags ? ["[\\fIoption\\fR ...]"] : []))
      .joined(separator: " ")
  }

  /// The names of an argument, and what stands for its value.
  private static func heading(_ argument: HelpDump.Argument) -> String {
    let value = argument.valueName.map { "\\fI\(Roff.text($0))\\fR" } ?? ""
    switch argument.kind {
    case .positional: return value + (argument.isRepeating ? " ..." : "")
    case .option, .flag:
      // Short names first, as in the help.
      let names = (argument.names ?? []).sorted { $0.text.count < $1.text.count }
        .map { "\\fB\(Roff.text($0.text))\\fR" }.joined(separator: ", ")
      return argument.kind == .option ? "\(names) \(value)" : names
    }
  }

  /// A sentence without its full stop and its capital, as the line of names has it.
  private static func clause(_ sentence: String) -> String {
    let bare = sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    return bare.prefix(1).lowercased() + bare.dropFirst()
  }
}
