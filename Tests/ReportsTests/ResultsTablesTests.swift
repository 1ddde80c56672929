import TestSupport
import Testing

@testable import Reports

@Suite("The tables beside results.csv")
struct ResultsTablesTests {
  @Test("have one row a measurement, each with as many fields as the heading")
  func rows() throws {
    let tables = try ResultsTables(SampleResults.study()).files
    let sizes = Dictionary(uniqueKeysWithValues: tables.map { ($0.name, $0.csv.split(separator: "\n").count - 1) })
    // Four models of one epoch, of 15 bins twice, of three classes clean and at two ε; nine and three points of one model;
    // two candidates and two fresh seeds of one finalist; two models with a word on their sharpness.
    #expect(
      sizes == [
        "training": 4, "calibration": 4 * 30, "classes": 4 * 3 * 3, "slices": 12, "evolution": 4, "sharpness": 2,
      ])
    for table in tables where table.name != "evolution" {
      let rows = table.csv.split(separator: "\n").filter { !$0.contains("\"") }
      let widths = Set(rows.map { $0.split(separator: ",", omittingEmptySubsequences: false).count })
      #expect(widths.count == 1 && Set(rows).count == rows.count, "\(table.name)")
    }
  }

  @Test("hold the numbers of the results, and an empty field where there is none")
  func numbers() throws {
    let tables = try ResultsTables(SampleResults.study()).files
    func lines(_ name: String) -> [String] {
      tables.first { $0.name == name }!.csv.split(separator: "\n").map(String.init)
    }
    #expect(lines("training")[1].hasSuffix("seed-1.safetensors.zst,1,0.1,2,0.3,"))
    #expect(lines("classes")[2].hasSuffix(",0,cat & dog,worst-case,0,1,1"))
    #expect(lines("sharpness")[0].hasPrefix("loss_name,loss,seed,checkpoint,total,accuracy,cross_entropy,cross_"))
    #expect(lines("sharpness")[1].hasSuffix(",3,1,0.5,0.1,,,0.1,0.01,Inf,,,,0.2,0.02,0.3,0.03,0.4,,0.05,,7,0.7,20,2,"))
    #expect(lines("sharpness")[2].hasSuffix("\(String(repeating: ",", count: 25))it <diverged>"))
    #expect(lines("evolution")[1] == "\"a\"\"b,c\",generation,1,1,,1.2,0.25")
  }

  @Test("of which none has a row are not written")
  func none() throws {
    let scratch = try ScratchFolder()
    try ResultsTables(SampleResults.study(slices: false, evolved: false)).write(to: scratch.path("run"))
    #expect(
      try scratch.files(below: "run").keys.sorted() == [
        "tables/calibration.csv", "tables/classes.csv", "tables/training.csv",
      ])
  }
}
