import Files
import Foundation
import LossEvolution
import TestSupport
import Testing

@testable import Studies

@Suite("Task files")
struct TaskFileTests {
  private func run(_ task: StudyTask, in folder: String, of scratch: ScratchFolder) throws -> String {
    let path = "\(folder)/tasks/1.json"
    try scratch.write(StableJSON.encode(TaskFile(folder: "..", .task(task))), to: path)
    return try TaskFile.run(scratch.path(path), threads: 1, console: Console(quiet: true))
  }

  @Test("say what is to be done and where, and read back to the same value")
  func form() throws {
    let file = TaskFile(folder: "../..", .task(.train(loss: "mse", seed: 3)))
    let text = String(decoding: try StableJSON.encode(file, pretty: false), as: UTF8.self)
    #expect(
      text
        == "{\"folder\":\"../..\",\"task\":{\"train\":{\"loss\":\"mse\",\"seed\":3}},\"version\":\"\(Version.current)\"}\n"
    )
    #expect(try StableJSON.decode(TaskFile.self, from: Data(text.utf8), path: "") == file)
    let search =
      "{\"candidate\":{\"epochs\":1,\"file\":\"c\",\"generation\":1,\"index\":2,\"invariant\":\"exact\",\"parameters\":[0,1],"
      + "\"part\":{\"whole\":{}},\"search\":\"s\",\"seeds\":[[3]]},\"folder\":\"../..\",\"version\":\"\(Version.current)\"}\n"
    let read = try StableJSON.decode(TaskFile.self, from: Data(search.utf8), path: "")
    #expect(String(decoding: try StableJSON.encode(read, pretty: false), as: UTF8.self) == search)
    let probe = TaskFile(folder: "/run", .probe(try StorageProbe(of: ScratchFolder().path)))
    #expect(try StableJSON.decode(TaskFile.self, from: StableJSON.encode(probe), path: "") == probe)
  }

  @Test("done one by one in processes that know the run's folder alone, they leave the bytes of a run")
  func bytes() throws {
    let study = try TinyStudy.finished.get(), scratch = study.scratch
    try scratch.write(scratch.data("first/audit.yaml"), to: "single/audit.yaml")
    let tasks = StudyStage.all(of: study.audit).flatMap(\.tasks)
    for task in tasks { #expect(try run(task, in: "single", of: scratch) == scratch.path("single/\(task.writes)")) }
    #expect(
      try study.results("single").filter { !$0.key.hasPrefix("tasks/") } == study.results("first"))
  }

  @Test("whose result is there leave it as it is")
  func again() throws {
    let study = try TinyStudy.finished.get(), scratch = study.scratch
    for (path, data) in try study.results("first") { try scratch.write(data, to: "again/\(path)") }
    let before = try study.results("again")
    for task in [StudyTask.evolve(loss: "evolved"), .train(loss: "smooth", seed: 1), .audit(loss: "smooth", seed: 1)] {
      _ = try run(task, in: "again", of: scratch)
    }
    #expect(try study.results("again").filter { !$0.key.hasPrefix("tasks/") } == before)
  }

  @Test("are refused for good on a machine whose data are not the run's")
  func otherData() throws {
    let study = try TinyStudy.finished.get(), scratch = study.scratch
    var record = try #require(JSONSerialization.jsonObject(with: scratch.data("first/run.json")) as? [String: Any])
    let digest = try #require(record["data_sha256"] as? String)
    record["data_sha256"] = String(digest.reversed())
    try scratch.write(scratch.data("first/audit.yaml"), to: "elsewhere/audit.yaml")
    try scratch.write(JSONSerialization.data(withJSONObject: record), to: "elsewhere/run.json")
    let error = #expect(throws: FileError.self) {
      try run(.train(loss: "smooth", seed: 1), in: "elsewhere", of: scratch)
    }
    #expect(error?.mayPass == false && error?.problem == "the run was made with other data")
    #expect(
      error?.expected == "SHA-256 \(String(digest.reversed()))" && error?.found?.hasPrefix("\(digest) in ") == true)
    #expect(error?.advice == "give this machine the files that the run was begun with")
    #expect(!FileManager.default.fileExists(atPath: scratch.path("elsewhere/models")))
  }

  @Test("that need a result which is not there may be tried again")
  func early() throws {
    let study = try TinyStudy.finished.get(), scratch = study.scratch
    try scratch.write(scratch.data("first/audit.yaml"), to: "early/audit.yaml")
    let error = #expect(throws: FileError.self) { try run(.audit(loss: "smooth", seed: 1), in: "early", of: scratch) }
    #expect(error?.mayPass == true && error?.problem == "no such file")
  }

  @Test("of another version, of an unknown loss or without a task are errors for good")
  func bad() throws {
    let study = try TinyStudy.finished.get(), scratch = study.scratch
    let known = StudyTask.train(loss: "nobody", seed: 1)
    let error = #expect(throws: FileError.self) { try run(known, in: "first", of: scratch) }
    #expect(error?.mayPass == false && error?.description.contains("no such loss") == true)
    try FileManager.default.removeItem(atPath: scratch.path("first/tasks"))
    for (text, problem) in [
      ("{\"folder\": \".\", \"task\": {\"report\": {}}, \"version\": \"0.0.1\"}", "the task is of another version"),
      ("{\"folder\": \".\", \"version\": \"\(Version.current)\"}", "the key task is missing"), ("{", "not the JSON"),
    ] {
      let path = try scratch.write(text, to: "bad.json")
      let error = #expect(throws: FileError.self) {
        try TaskFile.run(path, threads: 1, console: Console(quiet: true))
      }
      #expect(error?.mayPass == false && error?.description.contains(problem) == true)
    }
  }
}
