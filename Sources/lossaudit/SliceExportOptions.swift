import ArgumentParser
import Files
import LossLandscapes

/// Files of other formats that a slice is written to.
struct SliceExportOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write a line for each draw and point with all numbers, for pandas and R.", valueName: "file.csv"))
  var csv: String?

  @Option(
    help: ArgumentHelp(
      "Write NumPy's arrays: cross-entropy as .npy, or all numbers and the settings as .npz.",
      valueName: "file.npy|file.npz"))
  var npy: String?

  @Option(help: ArgumentHelp("Write VTK's ImageData, which ParaView opens.", valueName: "file.vti"))
  var vti: String?

  func validate() throws {
    func require(_ path: String?, _ flag: String, _ endings: String...) throws {
      guard let path, !endings.contains(where: { path.hasSuffix($0) }) else { return }
      throw ValidationError("\(flag): expected a name ending in \(endings.joined(separator: " or ")), found \(path)")
    }
    // NumPy and ParaView choose how to read a file by its name.
    try require(npy, "--npy", ".npy", ".npz")
    try require(vti, "--vti", ".vti")
  }

  func write(_ report: SliceReport) throws {
    try attemptAll(
      { if let csv { try AtomicFile.write(SliceTable.csv(report), to: csv) } },
      {
        guard let npy else { return }
        try AtomicFile.write(
          npy.hasSuffix(".npz") ? SliceArrays.npz(report) : SliceArrays.npy(report), to: npy)
      }, { if let vti { try AtomicFile.write(SliceImageData.vti(report), to: vti) } })
  }
}
