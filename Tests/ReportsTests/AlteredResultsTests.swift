import Charts
import Files
import Foundation
import LossEvolution
import TestSupport
import Testing

@testable import Reports

/// Every value of a good `results.json` is replaced in turn, and the report is written or refused: it never traps.
@Suite("Altered results")
struct AlteredResultsTests {
  /// A place in JSON: keys of tables and indices of lists.
  enum Step: Hashable {
    case key(String)
    case index(Int)
  }

  private static func places(in value: Any) -> [[Step]] {
    switch value {
    case let table as [String: Any]:
      table.keys.sorted().flatMap { key in [[.key(key)]] + places(in: table[key]!).map { [.key(key)] + $0 } }
    case let list as [Any]:
      list.indices.flatMap { index in [[.index(index)]] + places(in: list[index]).map { [.index(index)] + $0 } }
    default: []
    }
  }

  /// The first of all places that have the same keys: what holds of one loss, model or point holds of the next.
  private static func everyKey(of json: Any) -> [[Step]] {
    var seen = Set<[String]>()
    return places(in: json).filter { place in
      seen.insert(place.map { if case .key(let key) = $0 { key } else { "[]" } }).inserted
    }
  }

  private static func value(_ json: Any, at place: ArraySlice<Step>) -> Any {
    guard let step = place.first else { return json }
    switch step {
    case .key(let key): return value((json as! [String: Any])[key]!, at: place.dropFirst())
    case .index(let index): return value((json as! [Any])[index], at: place.dropFirst())
    }
  }

  /// `json` with another value at a place, or without the place where there is none.
  private static func replaced(_ json: Any, at place: ArraySlice<Step>, by new: Any?) -> Any? {
    guard let step = place.first else { return new }
    switch step {
    case .key(let key):
      var table = json as! [String: Any]
      table[key] = replaced(table[key]!, at: place.dropFirst(), by: new)
      return table
    case .index(let index):
      var list = json as! [Any]
      if let new = replaced(list[index], at: place.dropFirst(), by: new) {
        list[index] = new
      } else {
        list.remove(at: index)
      }
      return list
    }
  }

  /// What stands in a value's place; `nil` removes it.
  private static func mutations(of value: Any) -> [Any?] {
    let foreign: [Any?] = [
      nil, NSNull(), -1, 0, 1e18, 9_223_372_036_854_775_807 as Int, "<b>&'\"", "../x", [Any](), [String: Any](),
    ]
    guard let list = value as? [Any] else { return foreign }
    return foreign + [list + list, Array(list.dropFirst())]
  }

  private static let markup = "<img src=x onerror=alert(1)>'\""

  @Test("are refused with file and place, or become a report: whatever key is altered, nothing traps")
  func everyKey() throws {
    let good = try JSONSerialization.jsonObject(with: StableJSON.encode(SampleResults.study()))
    try withTemporaryFolder { folder in
      let path = "\(folder)/results.json"
      var refused = 0, written = 0
      for place in Self.everyKey(of: good) {
        for new in Self.mutations(of: Self.value(good, at: place[...])) {
          let altered = try #require(Self.replaced(good, at: place[...], by: new))
          try JSONSerialization.data(withJSONObject: altered).write(to: URL(fileURLWithPath: path))
          do {
            let results = try StudyResults.read(path)
            // Drawing takes its time; the layout is where charts would trap.
            for entry in StudyCharts(results).entries { _ = entry.chart.displayList() }
            _ = ResultsTable.csv(results)
            #expect(!Report(results).page("").source.contains("<b>&'"), "\(place)")
            written += 1
          } catch let error as FileError {
            #expect(error.path == path && error.description.count > path.count + 10, "\(error)")
            refused += 1
          }
        }
      }
      #expect(refused > 1000 && written > 100, "\(refused) refused, \(written) written")
    }
  }

  @Test(
    "name the place and both values",
    arguments: [
      (
        [.key("losses"), .index(0), .key("models"), .index(0), .key("attack"), .key("worst_case")], "[]",
        "losses[0].models[0].attack.worst_case: is not what a run writes; expected 2 points, one for each ε, found 0"
      ),
      (
        [.key("dataset"), .key("classes")], "-3",
        "dataset.classes: is not what a run writes; expected from 2 to 65536, found -3"
      ),
      (
        [.key("losses"), .index(0), .key("name")], "\"../../elsewhere\"",
        "losses[0].name: is not what a run writes; expected a name without /"
      ),
      ([.key("losses"), .index(0), .key("plane"), .key("points")], "[]", "losses[0].plane.points"),
    ] as [([Step], String, String)])
  func words(place: [Step], new: String, words: String) throws {
    let good = try JSONSerialization.jsonObject(with: StableJSON.encode(SampleResults.study()))
    try withTemporaryFolder { folder in
      let path = "\(folder)/results.json"
      let value = try JSONSerialization.jsonObject(with: Data(new.utf8), options: .fragmentsAllowed)
      try JSONSerialization.data(withJSONObject: #require(Self.replaced(good, at: place[...], by: value)))
        .write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: FileError.self) { try StudyResults.read(path) }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
  }

  @Test("with markup in every text that may be any show it as text")
  func markup() throws {
    var results = try SampleResults.study(slices: false)
    results.name = Self.markup
    results.dataset.name = Self.markup
    results.dataset.digest = Self.markup
    results.audit = Self.markup
    results.losses[0].models[0].checkpoint = Self.markup
    results.losses[0].models[0].training = Self.markup
    results.losses[1].evolution!.stop = Self.markup
    results.losses[1].evolution!.finalists[0].origin = Self.markup
    let page = Report(results).page("").source
    #expect(!page.contains("<img") && page.contains("&lt;img src=x onerror=alert(1)&gt;'&quot;"))
  }
}
