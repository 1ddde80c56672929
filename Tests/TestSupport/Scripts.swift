import Foundation

/// Shell scripts that a test makes and runs.
public enum Scripts {
  /// Writes executable files into `folder`, by name.
  ///
  /// Another process writes them. A file that this one had open could still be open in a child that another test has
  /// just forked, and until that child runs its own program the system refuses to run the file: "text file busy".
  public static func write(_ scripts: [String: String], in folder: String) throws {
    let drafts = try ScratchFolder()
    for (name, text) in scripts { try drafts.write(text, to: name) }
    let install = Process()
    install.executableURL = URL(fileURLWithPath: "/usr/bin/install")
    install.arguments = ["-m", "755", "-t", folder, "--"] + scripts.keys.map(drafts.path)
    try install.run()
    install.waitUntilExit()
    guard install.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
  }
}
