import Files
import Foundation
import Testing

@testable import Reports
@testable import Robustness

@Suite("RunComparison")
struct RunComparisonTests {
  @Test("runs of the same images stand in one group, each row with its run's name")
  func group() throws {
    let study = try SampleResults.study()
    let both = RunComparison([("runs/a", study), ("runs/b", study)])
    #expect(both.groups.count == 1 && both.notes.isEmpty)
    #expect(both.groups[0].rows.map(\.run) == ["a", "a", "b", "b"])
    #expect(both.groups[0].epsilons == ["0", "0.5"])
    // (3 + 2) / 2 of 3 images, and (1 + 0) / 2.
    let row = both.groups[0].rows[0]
    #expect(abs(row.clean - 5.0 / 6) < 1e-12 && abs(row.worstCase[1] - 1.0 / 6) < 1e-12)
    #expect(abs(row.cleanDeviation! - 0.5.squareRoot() / 3) < 1e-12)
    #expect(both.groups[0].rows[1].failedChecks == ["zero-gradients"] && both.runs[0].failed == 1)
  }

  @Test("what is of other images stands apart, and a note says why", arguments: ["data", "files", "images", "norm"])
  func apart(what: String) throws {
    let study = try SampleResults.study()
    var other = study
    switch what {
    case "data": other.dataset.name = "svhn"
    case "files": other.dataset.digest = "11ff"
    case "images": other.dataset.test = 4
    default:
      for place in other.losses.indices {
        for model in other.losses[place].models.indices {
          other.losses[place].models[model].attack.settings.norm = .l2
        }
      }
    }
    let both = RunComparison([("a", study), ("b", other), ("c", study)])
    #expect(both.groups.map(\.runs) == [["a", "c"], ["b"]])
    let words = [
      "data": "their data sets are mnist and svhn", "files": "the files of their data differ",
      "images": "their images are others", "norm": "their attacks are in",
    ]
    #expect(both.notes.count == 1 && both.notes[0].hasPrefix("a and b are not set side by side"))
    #expect(both.notes[0].contains(words[what]!))
  }

  @Test("a strength that one run alone has is no column, and is named")
  func strengths() throws {
    let study = try SampleResults.study()
    var other = study
    let epsilon = try Epsilon(parsing: "0.25")
    for place in other.losses.indices {
      for model in other.losses[place].models.indices {
        var report = other.losses[place].models[model].attack
        report.settings.epsilons[1] = epsilon
        report.worstCase[1].epsilon = epsilon
        other.losses[place].models[model].attack = report
      }
    }
    let both = RunComparison([("a", study), ("b", other)])
    #expect(both.groups[0].epsilons == ["0"])
    #expect(both.notes.contains { $0.contains("ε = 0.5, a among them") })
    #expect(both.notes.contains { $0.contains("ε = 0.25, b among them") })
  }

  @Test("runs of other attacks are told, since more attacks can only lower the worst case")
  func attacks() throws {
    let study = try SampleResults.study()
    var other = study
    for place in other.losses.indices {
      for model in other.losses[place].models.indices {
        other.losses[place].models[model].attack.curves.removeLast()
      }
    }
    let both = RunComparison([("a", study), ("b", other)])
    #expect(both.notes.count == 1 && both.notes[0].hasPrefix("Worst cases are not over the same attacks"))
  }

  @Test("losses of one name that were trained differently are told, setting by setting")
  func training() throws {
    var study = try SampleResults.study()
    let name = study.losses[0].name
    study.audit = """
      dataset:
        name: mnist
      losses:
      - loss: cross-entropy
        name: \(name)
        training:
          epochs: 8
          schedule:
            drop_after:
            - 5
            - 7
            factor: 0.2
      seeds:
      - 1

      """
    var other = study
    #expect(RunComparison([("a", study), ("b", other)]).notes.isEmpty)
    other.audit = study.audit.replacing("epochs: 8", with: "epochs: 4").replacing("      - 7\n", with: "")
    #expect(
      RunComparison([("a", study), ("b", other)]).notes == [
        "a and b trained losses of the same name differently: epochs 8 and 4 (\(name)); schedule.drop_after 5, 7 and 5 "
          + "(\(name)). A difference need not be the loss's."
      ])
  }

  @Test("the page is the same bytes each time, escapes names, and holds every run")
  func page() throws {
    let study = try SampleResults.study()
    let both = RunComparison([("x/run", study), ("y/run", study)])
    #expect(both.runs.map(\.name) == ["x/run", "y/run"])
    let page = String(decoding: try both.page(), as: UTF8.self)
    #expect(try Data(page.utf8) == both.page())
    #expect(page.contains("x/run") && page.contains("y/run") && !page.contains("<script>"))
    #expect(page.contains("data:image/svg+xml,%3Csvg ") && page.contains("failed: zero-gradients"))
  }

  @Test("folders of one name are told apart by those above, or by a number")
  func names() {
    #expect(RunNames.distinct(["a/run", "b/run/"]) == ["a/run", "b/run"])
    #expect(RunNames.distinct(["runs/a", "runs/b"]) == ["a", "b"])
    #expect(RunNames.distinct(["runs/a", "runs/a"]) == ["a", "a (2)"])
  }
}
