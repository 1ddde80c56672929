import Checkpoints
import Datasets
import Files
import LossLandscapes
import Models
import Robustness
import TestSupport
import Testing
import Training

@testable import Studies

/// A model that says nothing of its training, on the digits of the tiny study.
@Suite("What is said of models that are given")
struct GivenModelNoteTests {
  let scratch: ScratchFolder

  init() throws {
    let source = try TinyStudy.finished.get()
    scratch = try ScratchFolder()
    try SyntheticDigits.write(to: "digits", in: scratch)
    try scratch.write(
      source.scratch.data("first/models/cross-entropy/seed-1.safetensors.zst"), to: "trained.safetensors.zst")
    var checkpoint = try Checkpoint.read(scratch.path("trained.safetensors.zst"))
    checkpoint.metadata = checkpoint.metadata.filter { $0.key == "input" }
    try checkpoint.write(to: scratch.path("bare.safetensors"))
  }

  private func audit(_ entry: String, _ more: String = "") throws -> AuditFile {
    try AuditFile.read(
      scratch.write(
        "name: given\ndataset: {name: mnist, folder: digits}\ncheckpoints: [\(entry)]\n\(more)", to: "audit.yaml"))
  }

  private let bare = "{file: bare.safetensors, architecture: preresnet-8, normalisation: {mean: [0.5], std: [0.25]}}"

  @Test("the normalisation in force, of a file that does not say its own")
  func normalisation() throws {
    let stated = try StudyData(audit(bare)).givenNotes
    #expect(
      stated.contains("bare: Pixels are normalised as was stated, by means 0.5 and deviations 0.25."), "\(stated)")
    let usual = try StudyData(audit("{file: bare.safetensors, architecture: preresnet-8}")).givenNotes
    #expect(
      usual.contains("bare: Pixels are normalised as is usual for the data set, by means 0.1307 and deviations 0.3081.")
    )
    #expect(try !StudyData(audit("trained.safetensors.zst")).givenNotes.contains { $0.contains("normalised") })
  }

  @Test("the first images of a class alone, with the way out that takes every class")
  func shortage() throws {
    let data = try StudyData(audit(bare))
    let alike = data.test.subset(Array(repeating: 0, count: data.classes))
    let words = try #require(data.shortage(of: alike))
    #expect(
      words.hasPrefix("only 1 of ")
        && words.hasSuffix("; --set dataset.test=\(data.classes) takes as many from every class in proportion"))
    // Fewer images than classes have no way out.
    #expect(data.shortage(of: data.test.prefix(1))?.contains("--set") == false)
    #expect(data.shortage(of: data.test) == nil)
  }

  @Test("a model's file that is not there, before any image is read, with the nearest name")
  func missing() throws {
    let error = #expect(throws: FileError.self) {
      try StudyData(
        AuditFile.parse(
          "dataset: {name: mnist, folder: nowhere}\ncheckpoints: [bear.safetensors]", path: scratch.path("a.yaml")))
    }
    #expect(error?.problem == "no such file" && error?.advice == "did you mean bare.safetensors?")
  }

  @Test("means of pixels from 0 to 255 are refused, and a wrong number of them")
  func moments() throws {
    let bytes = #expect(throws: FileError.self) {
      try audit("{file: bare.safetensors, normalisation: {mean: [125.3], std: [63]}}")
    }
    #expect(
      bytes?.description.contains("of pixels from 0 to 255 that is 0.4914") == true, "\(bytes?.description ?? "")")
    let many = #expect(throws: FileError.self) {
      try StudyData(
        audit("{file: bare.safetensors, architecture: preresnet-8, normalisation: {mean: [0, 0], std: [1, 1]}}"))
    }
    #expect(many?.problem == "not a number for each channel" && many?.found == "2")
  }

  @Test("a plan names the loss of the training where one is known, and the part of the images")
  func plan() throws {
    func lines(_ entry: String) throws -> String {
      try StudyPlan(audit(entry, "").with(test: 10), in: "nowhere").lines.joined(separator: "\n")
    }
    let unknown = try lines(bare), known = try lines("trained.safetensors.zst")
    #expect(
      unknown.contains("fgsm through cross-entropy, dlr") && known.contains("fgsm through own, cross-entropy, dlr"))
    #expect(unknown.hasPrefix("take 10 test images, from every class in proportion\n"))
  }
}

extension AuditFile {
  fileprivate func with(test count: Int) -> AuditFile {
    var audit = self
    audit.dataset.test = count
    return audit
  }
}
