import Certification
import Files
import Foundation
import Reports
import Statistics
import TestSupport
import Testing

@testable import Studies

@Suite("A study that certifies its models")
struct CertifiedStudyTests {
  /// So small an ε leaves few ReLUs undecided: a test has no time for more.
  @Test("has a bracket for each first model in results and report; run again, it does nothing")
  func bracket() throws {
    let study = try TinyStudy(
      """
      name: certified
      dataset: {name: mnist, folder: digits, validation: 16}
      architecture: preresnet-8
      training: {epochs: 1, batch_size: 16}
      losses: [cross-entropy]
      attack: {epsilons: [0], limit: 4}
      certify: {epsilons: [0.000001], limit: 4}
      slices: {one_dimensional: {points: 0}, two_dimensional: {points: 0}}
      """)
    try study.run("run", threads: 1)
    let results = try StudyResults.read(study.scratch.path("run/results.json"))
    let report = try #require(results.losses[0].certification)
    #expect(report.total == 4 && report.points.map(\.epsilon) == [1e-6])
    let point = report.points[0]
    #expect(point.proved + point.broken + point.open == 4 && point.seconds == nil)
    #expect(point.broken >= 4 - report.clean.correct)
    let page = String(decoding: try study.scratch.data("run/report.html"), as: UTF8.self)
    #expect(page.contains("Proved and not broken") && page.contains("bracket-cross-entropy.png"))
    let before = try study.results("run")
    try study.run("run", threads: 2)
    #expect(try study.results("run") == before)
    #expect(try AuditFile.read(study.scratch.path("run/audit.yaml")).certify == study.audit.certify)
  }
}
