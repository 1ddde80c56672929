import Foundation
import TestSupport
import Testing

@Suite("lossaudit sharpness")
struct SharpnessCommandTests {
  let workshop: Workshop

  init() throws { workshop = try Workshop.shared.get() }

  private static let quick = [
    "--limit", "5", "--directions", "1", "--trace-probes", "2", "--lanczos-steps", "3", "--layer-steps", "0", "--quiet",
  ]

  @Test("prints every measure with what does not change it, and that flatness alone is not robustness")
  func text() throws {
    let outcome = try workshop.lossaudit.run(
      ["sharpness", "model.safetensors.zst", "--chart", "density.png"] + Self.quick)
    #expect(outcome.code == 0 && outcome.errors == "", "\(outcome.errors)")
    for words in ["half-width", "rise at 0.25", "SAM, ρ 0.05", "ASAM", "worst case", "Hessian trace", "conv1.weight"] {
      #expect(outcome.output.contains(words))
    }
    #expect(outcome.output.contains("scaling a layer by c and the next by 1/c"))
    #expect(outcome.output.contains("Flatness alone is not robustness."))
    #expect(try workshop.folder.data("density.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
  }

  @Test("JSON has the same numbers for any threads, and names what it was made from")
  func json() throws {
    let reports = try ["1", "2"].map { threads in
      try workshop.lossaudit.run(
        ["sharpness", "model.safetensors.zst", "--json", "-", "--threads", threads] + Self.quick
      ).object()
    }
    #expect(reports[0] as NSDictionary == reports[1] as NSDictionary)
    #expect(
      Set(reports[0].keys).isSuperset(of: [
        "half_width_10_points", "mean_cross_entropy_rise", "sam", "asam", "adaptive_worst_case",
        "adaptive_average_case", "hessian", "invariances", "notes", "settings",
      ]))
    let hessian = try #require(reports[0]["hessian"] as? [String: Any])
    #expect(
      Set(hessian.keys).isSuperset(of: ["eigenvalues", "trace", "layers", "density", "smallest_eigenvalue"]))
    #expect((reports[0]["settings"] as? [String: Any])?["split"] as? String == "test")
  }
}
