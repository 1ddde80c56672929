import Files

/// What the table of every image has a row for.
public enum PerExampleForm: String, Sendable, CaseIterable {
  /// An image: a column for each attack, attack loss and ε says whether the model is right.
  case wide
  /// An image, an attack, its loss and an ε: what the model says of the attacked image.
  case long
}

extension PerExampleTable {
  /// A tidy table: a row for each image, attack, attack loss and ε, and one for each image without attack.
  var long: String {
    let withTarget = evidence.isTargeted, rounds = evidence.curves.contains { $0.asked.contains { $0.rounded != nil } }
    var head = "image,label,norm,attack,attack_loss,epsilon,epsilon_written,prediction,margin,perturbation,correct"
    if withTarget { head += ",reached" }
    if rounds { head += ",correct_quantised" }
    if withTarget && rounds { head += ",reached_quantised" }
    let blanks = String(repeating: ",", count: (withTarget ? 1 : 0) + (rounds ? 1 : 0) + (withTarget && rounds ? 1 : 0))
    var text = head + "\n"
    for i in evidence.labels.indices {
      let start = "\(numbers?[i] ?? i),\(evidence.labels[i]),\(evidence.norm.rawValue)"
      text += "\(start),none,,0,0,\(Self.fields(evidence.cleanReplies[i])),\(Self.field(evidence.clean[i]))\(blanks)\n"
      for curve in evidence.curves {
        let attack = "\(curve.label.attack.rawValue),\(CSV.quoted(curve.label.loss))"
        for (epsilon, outcome) in zip(epsilons, curve.asked) {
          let strength = "\(epsilon.value),\(CSV.quoted(epsilon.text))"
          text += "\(start),\(attack),\(strength),\(Self.fields(outcome.replies[i])),\(Self.field(outcome.correct[i]))"
          if withTarget { text += ",\(Self.field(outcome.reached?[i]))" }
          if rounds { text += ",\(Self.field(outcome.rounded?.correct[i]))" }
          if withTarget && rounds { text += ",\(Self.field(outcome.rounded?.reached?[i]))" }
          text += "\n"
        }
      }
    }
    return text
  }

  /// Prediction, margin and size of the change, which are empty where the attacked image may not count.
  private static func fields(_ reply: Reply?) -> String {
    guard let reply else { return ",," }
    return "\(reply.prediction.map { "\($0)" } ?? ""),\(reply.margin.isNaN ? "NaN" : "\(reply.margin)"),\(reply.change)"
  }

  private static func field(_ value: Bool?) -> String { value.map { $0 ? "1" : "0" } ?? "" }
}
