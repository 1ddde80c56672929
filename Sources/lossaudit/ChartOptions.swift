import ArgumentParser
import Charts
import Studies

/// How charts are set.
struct ChartDesignOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Width of charts on paper, such as 8cm, 120mm, 3.25in or 240pt: laid out again at this width, with type of the same size.",
      valueName: "length"))
  var width: String?

  @Flag(help: "Leave title and footnote out of charts; they go to NAME.caption.txt and NAME.caption.tex.")
  var noTitle = false

  @Option(
    help: ArgumentHelp(
      "Ground of charts: \(ChartDesign.Theme.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "name"))
  var theme = ChartDesign.Theme.light.rawValue

  func validate() throws { _ = try design() }

  /// The design that the flags describe.
  func design() throws -> ChartDesign {
    var design = ChartDesign(showsWords: !noTitle)
    if let width {
      guard let length = Length(width) else {
        throw ValidationError("--width: expected \(Length.expectation), found \(width)")
      }
      design.width = length
    }
    guard let theme = ChartDesign.Theme(rawValue: theme) else {
      throw ValidationError(
        "--theme: expected \(ChartDesign.Theme.allCases.map(\.rawValue).joined(separator: " or ")), found \(self.theme)"
      )
    }
    design.theme = theme
    return design
  }

  /// The flags that were given.
  var given: [String] {
    [
      ("--width", width != nil), ("--no-title", noTitle), ("--theme", theme != ChartDesign.Theme.light.rawValue),
    ].filter(\.1).map(\.0)
  }
}

/// How the charts of a command are written and set.
struct ChartOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Format of charts: \(ChartFormat.allCases.map(\.rawValue).joined(separator: ", ")). (default: what a file's ending says; png in folders)",
      valueName: "name"))
  var format: String?

  @OptionGroup var setting: ChartDesignOptions

  func validate() throws { _ = try stated() }

  func design() throws -> ChartDesign { try setting.design() }

  /// The format of charts in a folder.
  func folderFormat() throws -> ChartFormat { try stated() ?? .png }

  private func stated() throws -> ChartFormat? {
    guard let format else { return nil }
    guard let known = ChartFormat(rawValue: format) else {
      throw ValidationError(
        "--format: expected \(ChartFormat.allCases.map(\.rawValue).joined(separator: ", ")), found \(format)")
    }
    return known
  }

  /// Refuses, before any work is done, a chart's name that promises no format or another one than asked for, and flags
  /// that would have no effect since no chart is drawn. `files` are the flags of charts with their names.
  func requireFit(_ files: (flag: String, path: String?)..., folder: String? = nil) throws {
    let stated = try stated()
    for case (let flag, let path?) in files {
      guard let promised = ChartFormat(path: path) else {
        throw ValidationError(
          "\(flag): expected a name ending in \(ChartFormat.allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")), found \(path)"
        )
      }
      if let stated, stated != promised {
        throw ValidationError("--format: expected \(promised.rawValue), as \(path) says, found \(stated.rawValue)")
      }
    }
    guard folder == nil, files.allSatisfy({ $0.path == nil }) else { return }
    let idle = (format == nil ? [] : ["--format"]) + setting.given
    if let name = idle.first {
      throw ValidationError("\(name): expected a chart too; name it with \(files[0].flag)")
    }
  }
}

/// The formats of a run's charts.
struct FormatsOption: ParsableArguments {
  @Option(\AuditFile.formats) var formats: String?
}
