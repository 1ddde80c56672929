import Files
import Reports
import TestSupport
import Testing

@testable import Studies

@Suite("A study whose training learns nothing")
struct StudyAtChanceTests {
  @Test("says so in its results and in its report")
  func atChance() throws {
    let study = try TinyStudy(
      """
      name: idle
      dataset: {name: mnist, folder: digits, validation: 16}
      architecture: preresnet-8
      training: {epochs: 1, batch_size: 80, learning_rate: 1.0e-9}
      losses: [mse]
      attack: {epsilons: [0], limit: 4}
      slices: {one_dimensional: {points: 0}}
      """)
    try study.run("run", threads: 2)
    let path = study.scratch.path("run")
    let results = try StudyResults.read("\(path)/results.json")
    #expect(results.losses.flatMap(\.models).map(\.training) == ["finished at chance"])
    #expect(try study.scratch.text("run/report.html").contains("<td>finished at chance</td>"))
  }
}
