import Files
import Foundation
import TestSupport
import Testing

@testable import Studies

@Suite("The run folder")
struct RunFolderTests {
  let scratch: ScratchFolder
  let path: String

  init() throws {
    scratch = try ScratchFolder()
    path = scratch.path("run")
  }

  static func audit(_ text: String = "losses: [mse]") throws -> AuditFile {
    try AuditFile.parse(text, path: "/folder/audit.yaml")
  }

  private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() }

  @Test("a second run in the same folder fails and says by whom it is held; when the first ends, it may")
  func locked() throws {
    let audit = try Self.audit()
    try withExtendedLifetime(RunFolder(path, audit: audit)) {
      let error = #expect(throws: FileError.self) { try RunFolder(path, audit: audit) }
      #expect(error?.path == path && error?.problem == "the run folder is in use")
      #expect(error?.found?.hasPrefix("process \(getpid()) on ") == true)
      #expect(error?.found?.contains(" since 20") == true)
    }
    _ = try RunFolder(path, audit: audit)
  }

  @Test("a run in use is not moved aside")
  func lockedAside() throws {
    let folder = try RunFolder(path, audit: Self.audit())
    try scratch.write(Self.audit().yaml(), to: "run/audit.yaml")
    withExtendedLifetime(folder) {
      let error = #expect(throws: FileError.self) { try RunFolder.setAside(path) }
      #expect(error?.problem == "the run folder is in use")
    }
    #expect(try names() == ["run"])
  }

  @Test("another audit is refused, with the setting that differs and two ways out")
  func otherAudit() throws {
    try scratch.write(Self.audit().yaml(), to: "run/audit.yaml")
    let other = try Self.audit("losses: [mse]\nslices: {seed: 7}")
    let error = #expect(throws: FileError.self) { try RunFolder(path, audit: other) }
    #expect(
      error?.description
        == "\(path)/audit.yaml: slices.seed: the folder holds the run of another audit: this command says 7, "
        + "the run in \(path) says 1; "
        + "choose another folder with --output, or move this run aside with --fresh")
    #expect(try names() == ["run"] && scratch.text("run/audit.yaml") == Self.audit().yaml())
  }

  @Test("a start that was refused leaves no folder, a folder of the user's own stays, and what was written stays")
  func unused() throws {
    try RunFolder(path, audit: Self.audit()).removeUnused()
    #expect(try names() == [])
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try RunFolder(path, audit: Self.audit()).removeUnused()
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == [] && names() == ["run"])
    let folder = try RunFolder(path, audit: Self.audit())
    try scratch.write("name: x", to: "run/audit.yaml")
    folder.removeUnused()
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).sorted() == [".lock", "audit.yaml"])
  }

  @Test("the same audit with its data elsewhere goes on")
  func movedData() throws {
    try scratch.write(Self.audit("losses: [mse]\ndataset: {folder: /old}").yaml(), to: "run/audit.yaml")
    _ = try RunFolder(path, audit: Self.audit("losses: [mse]\ndataset: {folder: /new}"))
  }

  @Test("what is no run folder is refused and left as it was, with --fresh too", arguments: ["run/thesis.tex", "run"])
  func foreign(file: String) throws {
    try scratch.write("precious", to: file)
    let found = file == "run" ? "a file" : "thesis.tex"
    for open in [{ _ = try RunFolder(path, audit: Self.audit()) }, { _ = try RunFolder.setAside(path) }] {
      let error = #expect(throws: FileError.self) { try open() }
      #expect(
        error?.description
          == "\(path): is not a run folder; expected a new or empty folder, or one with audit.yaml, found \(found); "
          + "choose another folder with --output")
    }
    #expect(try names() == ["run"] && scratch.text(file) == "precious")
  }

  @Test("a run that left its record alone goes on, and is moved aside by --fresh")
  func recordAlone() throws {
    try scratch.write("{}", to: "run/run.json")
    _ = try RunFolder(path, audit: Self.audit())
    #expect(try RunFolder.setAside(path) == "\(path).before-1")
  }

  @Test("--fresh moves former runs aside, each to a name of its own")
  func aside() throws {
    #expect(try RunFolder.setAside(path) == nil)
    for number in 1...2 {
      try scratch.write(Self.audit("losses: [mse]\nseeds: [\(number)]").yaml(), to: "run/audit.yaml")
      #expect(try RunFolder.setAside(path) == "\(path).before-\(number)")
      #expect(try AuditFile.read("\(path).before-\(number)/audit.yaml").seeds == [UInt64(number)])
    }
    #expect(try names() == ["run.before-1", "run.before-2"])
  }
}
