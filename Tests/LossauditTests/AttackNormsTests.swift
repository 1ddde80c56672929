import Foundation
import TestSupport
import Testing

@Suite("lossaudit attack in several norms")
struct AttackNormsTests {
  let workshop: Workshop

  init() throws { workshop = try Workshop.shared.get() }

  private func object(_ file: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: workshop.folder.data(file)) as? [String: Any])
  }

  @Test("unites several norms image by image, as text and as JSON")
  func union() throws {
    let outcome = try workshop.lossaudit(
      "attack", "model.safetensors.zst", "--norm", "linf,l2,l0", "--attacks",
      "linf:fgsm,pgd,l2:fgsm,l0:fgsm,sigma-zero",
      "--epsilons", "linf:0,8/255,l2:0,0.5,l0:0,3", "--pgd-steps", "3", "--sigma-zero-steps", "20", "--limit", "20",
      "--attack-loss", "dlr", "--json", "union.json", "--quiet")
    #expect(outcome.code == 0 && outcome.errors == "")
    #expect(outcome.output.contains("right under the attacks in all norms at once, of 20 images:"))
    #expect(outcome.output.contains("L∞ ε                L2 ε                L0 ε                all of these"))
    let object = try object("union.json")
    let audits = try #require(object["audits"] as? [[String: Any]])
    let norms = audits.map { ($0["settings"] as? [String: Any])?["norm"] as? String }
    #expect(norms == ["linf", "l2", "l0"])
    let union = try #require(object["union"] as? [[String: Any]])
    #expect(union.map { $0["epsilons"] as? [String: String] }[1] == ["linf": "8/255", "l2": "0.5", "l0": "3"])
    for (e, point) in union.enumerated() {
      let all = try #require(point["correct"] as? Int)
      for audit in audits {
        let worst = try #require((audit["worst_case"] as? [[String: Any]])?[e]["correct"] as? Int)
        #expect(all <= worst)
      }
    }
  }

  @Test(
    "says what is missing where the lists do not fit the norms",
    arguments: [
      (["--norm", "linf,l3"], "--norm: expected linf, l2, l1, l0, found l3"),
      (["--norm", "linf,linf"], "--norm: expected each norm once, found linf,linf"),
      (
        ["--norm", "linf,l2", "--epsilons", "8/255"],
        "--epsilons: expected a list for each of the norms linf, l2, in their order, such as linf:16/255,l2:1; found 8/255"
      ),
      (
        ["--norm", "linf,l2", "--epsilons", "linf:1/255,2/255,l2:1"],
        "--epsilons: expected as many strengths for each norm, since they are united in their order, such as linf:16/255,l2:1; found 2 in linf, 1 in l2"
      ),
      (
        ["--norm", "linf,l1", "--epsilons", "linf:8/255,l1:12", "--attacks", "autoattack"],
        "--norm: expected linf or l2 with autoattack, found l1"
      ),
      (
        ["--norm", "linf,l2", "--epsilons", "linf:8/255,l2:1", "--chart", "c.png"],
        "--chart: expected one --norm, found linf,l2"
      ),
    ] as [([String], String)])
  func refused(arguments: [String], message: String) throws {
    let outcome = try workshop.lossaudit.run(["attack", "model.safetensors.zst"] + arguments)
    #expect(outcome.code == 64 && outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test("writes what RobustBench keeps of a model, for one ε")
  func modelInfo() throws {
    let outcome = try workshop.lossaudit(
      "attack", "model.safetensors.zst", "--epsilons", "0,8/255", "--limit", "20", "--model-info", "info.json",
      "--quiet")
    #expect(outcome.code == 0)
    let info = try object("info.json")
    #expect(info["name"] as? String == "model" && info["eps"] as? String == "8/255")
    #expect(info["unreliable"] is NSNull && info["autoattack_acc"] is NSNull)
    let several = try workshop.lossaudit(
      "attack", "model.safetensors.zst", "--epsilons", "1/255,8/255", "--model-info", "info.json")
    #expect(several.code == 64 && several.errors.contains("--model-info: expected one ε above 0"))
  }
}
