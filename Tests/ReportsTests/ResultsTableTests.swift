import Robustness
import Statistics
import Testing

@testable import Reports

@Suite("results.csv")
struct ResultsTableTests {
  @Test("has a row per model, attack, loss and ε, with fields quoted as RFC 4180 asks")
  func golden() throws {
    let rows = try ResultsTable.csv(SampleResults.study()).split(separator: "\n").map(String.init)
    // 2 losses × 2 seeds × (clean, 3 curves and the worst case of 2 strengths each), under a header.
    #expect(rows.count == 1 + 2 * 2 * (1 + 4 * 2))
    let model = "cross-entropy,cross-entropy,1,models/cross-entropy/seed-1.safetensors.zst"
    let all = fields(3), one = fields(1)
    let none = "0,\(place)", zero = "0.0,\(place)", half = "0.5,\(place)"
    let expected: [String] = [
      "loss_name,loss,seed,checkpoint,attack,attack_loss,epsilon,total,correct,accuracy,lower_95,upper_95"
        + ",epsilon_written,norm,architecture,dataset,study",
      "\(model),none,,0,3,\(all),\(none)", "\(model),fgsm,own,0.0,3,\(all),\(zero)",
      "\(model),fgsm,own,0.5,3,\(one),\(half)", "\(model),fgsm,cross-entropy,0.0,3,\(all),\(zero)",
      "\(model),fgsm,cross-entropy,0.5,3,\(one),\(half)", "\(model),fgsm,dlr,0.0,3,\(all),\(zero)",
      "\(model),fgsm,dlr,0.5,3,\(one),\(half)", "\(model),worst-case,all,0.0,3,\(all),\(zero)",
      "\(model),worst-case,all,0.5,3,\(one),\(half)",
    ]
    #expect(Array(rows[..<10]) == expected)
    #expect(
      rows[19] == "\"a\"\"b,c\",\"taylorglo:0,0,1\",1,models/a/seed-1.safetensors.zst,none,,0,3,\(all),\(none)")
  }

  /// The columns that are the same in every row: norm, architecture, data set and study.
  private let place = "linf,preresnet-8,mnist,\"R&D <script>alert(\"\"ε\"\")</script>\""

  /// `correct` of three images, with the accuracy and its interval.
  private func fields(_ correct: Int) -> String {
    let accuracy = Accuracy(correct: correct, total: 3)
    return "\(correct),\(accuracy.accuracy),\(accuracy.interval.lower),\(accuracy.interval.upper)"
  }
}
