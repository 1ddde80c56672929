import ArgumentParser
import Charts
import Files
import Reports
import Studies

struct FigureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "figure", abstract: "Draw a figure of the paper that this tool follows from recorded runs.",
    discussion: """
      The paper is Gonzalez and Miikkulainen, arXiv 2010.00788. Its figures:
        2  the pull of each training image to zero error over the epochs
        3  the pull of losses, against the distance from zero error
        4  accuracy against the strength of FGSM
        5  accuracy along a line through the trained weights
        6  cross-entropy over a plane through them

      Beside the picture's path it prints what the paper reads in its figure, and
      what these runs show.

      Example:
        lossaudit figure 4 runs/quickstart
      """)

  @Argument(help: ArgumentHelp("The figure's number: 2, 3, 4, 5 or 6.", valueName: "number")) var number: Int

  @Argument(help: ArgumentHelp("Run folders, each with its results.json.", valueName: "run")) var folders: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The picture's file. (default: charts/figure-N.png in the first run's folder)", valueName: "file"))
  var output: String?

  @OptionGroup var drawing: ChartDesignOptions

  func validate() throws {
    guard PaperFigure.Number(rawValue: number) != nil else {
      let numbers = PaperFigure.Number.allCases.map { "\($0.rawValue)" }.joined(separator: ", ")
      throw ValidationError("the figure's number: expected one of \(numbers), found \(number)")
    }
    guard !folders.isEmpty else { throw ValidationError("expected a run folder, found none") }
    guard let output, ChartFormat(path: output) == nil else { return }
    let endings = ChartFormat.allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")
    throw ValidationError("--output: expected a name ending in \(endings), found \(output)")
  }

  func run() throws {
    let path = output ?? "\(folders[0])/charts/figure-\(number).png"
    let runs = try folders.map { (folder: $0, results: try StudyResults.read("\($0)/\(RunLayout.results)")) }
    let figure = try PaperFigure(PaperFigure.Number(rawValue: number)!, of: runs)
    try AtomicFile.requireWritable(path)
    try figure.chart.write(to: path, design: drawing.design())
    try Output.line(path)
    try Output.line("The paper: \(figure.number.published)")
    for reading in figure.readings { try Output.line("Here: \(reading)") }
    for note in figure.notes { Output.note("note: \(note)\n") }
  }
}
