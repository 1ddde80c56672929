import Foundation
import TestSupport
import Testing

@Suite("lossaudit help --man")
struct ManualPageTests {
  let lossaudit: Program

  init() throws { lossaudit = Program(folder: try ScratchFolder()) }

  private func page() throws -> String {
    let outcome = try lossaudit("help", "--man")
    #expect(outcome.code == 0 && outcome.errors.isEmpty)
    return outcome.output
  }

  @Test("has a section for every command, with every flag that its help has", arguments: HelpTests.flags)
  func whole(command: [String], flags: [String]) throws {
    let sections = try page().components(separatedBy: "\n.SS ")
    let title = (["lossaudit"] + command).joined(separator: " ")
    let section = try #require(sections.first { $0.hasPrefix("\(title)\n") })
    for flag in flags { #expect(section.contains("\\fB\(flag.replacing("-", with: "\\-"))\\fR"), "\(flag)") }
  }

  @Test("begins as a manual page does, with the version, and has the exit codes as they stand")
  func head() throws {
    let page = try page(), version = try lossaudit("--version").output.trimmingCharacters(in: .newlines)
    #expect(page.hasPrefix(".TH LOSSAUDIT 1 \""))
    #expect(page.contains("\"lossaudit \(version)\" \"User Commands\"\n.SH NAME\nlossaudit \\- says how robust"))
    #expect(page.contains("\n  3  done, but \\-\\-fail\\-below was not met\n"))
  }

  @Test("is plain ASCII in short lines, and no line of text is a request")
  func lines() throws {
    let known = [".TH", ".SH", ".SS", ".PP", ".TP", ".RS", ".RE", ".nf", ".fi", ".B", ".I"]
    for line in try page().split(separator: "\n") {
      #expect(line.utf8.allSatisfy { $0 < 128 && $0 >= 32 } && !line.hasSuffix(" "), "\(line)")
      #expect(!line.hasPrefix("'"))
      if line.hasPrefix(".") { #expect(known.contains(String(line.prefix { $0 != " " })), "\(line)") }
    }
  }
}
