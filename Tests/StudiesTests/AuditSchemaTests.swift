import Datasets
import Foundation
import Testing

@testable import Studies

@Suite("The schema of audit files")
struct AuditSchemaTests {
  let schema: [String: Any]

  init() throws {
    schema = try #require(try JSONSerialization.jsonObject(with: AuditSchema().json) as? [String: Any])
  }

  private func properties(_ place: String...) throws -> [String: Any] {
    var table = schema
    for key in place {
      var next = try #require((table["properties"] as? [String: Any])?[key] as? [String: Any], "\(key)")
      if let item = next["items"] as? [String: Any], let forms = item["anyOf"] as? [[String: Any]] { next = forms[1] }
      table = next
    }
    return try #require(table["properties"] as? [String: Any])
  }

  @Test("has every key of the template, each with its help, and refuses others")
  func whole() throws {
    for key in AuditTemplate(.cifar10, folder: nil).keys {
      let own = try #require(try properties()[key.name] as? [String: Any], "\(key.name)")
      #expect((own["description"] as? String)?.hasPrefix(key.help) == true, "\(key.name)")
    }
    #expect(schema["additionalProperties"] as? Bool == false)
    #expect(try properties("attack", "budget").keys.contains("pgd_steps"))
    #expect(try properties("slices", "one_dimensional").keys.sorted() == ["points", "range"])
  }

  @Test("knows the keys of trainings and searches wherever they stand")
  func nested() throws {
    for place in [["training"], ["evolution", "training"], ["losses", "training"]] {
      let keys = try place.count == 1 ? properties(place[0]) : properties(place[0], place[1])
      #expect(keys.keys.contains("epochs") && keys.keys.contains("schedule") && keys.keys.contains("adversarial"))
    }
    #expect(try properties("losses", "evolve").keys.contains("population"))
    #expect(try properties("losses", "evolve", "training").keys.contains("epochs"))
    #expect(try properties("losses", "training", "schedule").keys.contains("drop_after"))
  }

  @Test("is the same bytes each time")
  func stable() throws { #expect(try AuditSchema().json == AuditSchema().json) }
}
