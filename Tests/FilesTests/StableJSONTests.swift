import Files
import Foundation
import Testing

@Suite("Stable JSON")
struct StableJSONTests {
  struct Result: Codable, Equatable {
    var name: String
    var epsilon: Double
    var points: [Point] = []
    var seed: Int?
    struct Point: Codable, Equatable {
      var accuracy: Double
    }
  }

  @Test("keys are sorted, slashes are plain, a newline ends the file")
  func bytes() throws {
    let data = try StableJSON.encode(Result(name: "8/255 ε", epsilon: 0.5), pretty: false)
    #expect(String(decoding: data, as: UTF8.self) == #"{"epsilon":0.5,"name":"8/255 ε","points":[]}"# + "\n")
    let pretty = try StableJSON.encode(["b": 1, "a": 2])
    #expect(String(decoding: pretty, as: UTF8.self) == "{\n  \"a\" : 2,\n  \"b\" : 1\n}\n")
  }

  @Test("a value comes back as written", arguments: [true, false])
  func roundTrip(pretty: Bool) throws {
    let value = Result(name: "a\"b\n", epsilon: 8.0 / 255, points: [.init(accuracy: 1 / 3)])
    let data = try StableJSON.encode(value, pretty: pretty)
    #expect(try StableJSON.decode(Result.self, from: data, path: "r.json") == value)
  }

  @Test("numbers that are not finite are refused", arguments: [Double.nan, .infinity, -.infinity])
  func nonFinite(value: Double) {
    #expect(throws: EncodingError.self) { try StableJSON.encode([value]) }
  }

  @Test(
    "what does not decode is a FileError naming the file and the key",
    arguments: [
      (#"{"epsilon": 1, "points": []}"#, "r.json: not the JSON expected here: the key name is missing"),
      (
        #"{"name": "a", "epsilon": "x", "points": []}"#,
        "r.json: epsilon: not the JSON expected here: not a number"
      ),
      (
        #"{"name": "a", "epsilon": 1, "points": [{"accuracy": 1}, {}]}"#,
        "r.json: points[1]: not the JSON expected here: the key accuracy is missing"
      ),
      (
        #"{"name": null, "epsilon": 1, "points": []}"#,
        "r.json: name: not the JSON expected here: no value"
      ),
      (
        #"{"name": 3, "epsilon": 1, "points": []}"#,
        "r.json: name: not the JSON expected here: not a text"
      ),
      (
        #"{"name": "a", "epsilon": 1, "points": {}}"#,
        "r.json: points: not the JSON expected here: not a list"
      ),
      ("[]", "r.json: not the JSON expected here: not a table"),
      (
        #"{"name": "a", "epsilon": 1, "points": [], "seed": 1.5}"#,
        "r.json: not the JSON expected here: a number has a fraction where whole numbers are kept, or is too large"
      ),
      // Foundation's own words, up to where they may differ between its versions.
      (#"{"name": "a", "#, "r.json: not the JSON expected here: Unexpected end of file"),
      (#"{"name" "a"}"#, "r.json: not the JSON expected here: Invalid value around character 8"),
      ("", "r.json: not the JSON expected here: Unexpected end of file"),
    ])
  func errors(json: String, text: String) {
    let error = #expect(throws: FileError.self) {
      try StableJSON.decode(Result.self, from: Data(json.utf8), path: "r.json")
    }
    #expect(error?.description.hasPrefix(text) == true, "\(error?.description ?? "")")
  }
}
