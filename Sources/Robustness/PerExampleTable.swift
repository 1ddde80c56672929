import Files

/// A table of every image: its label, and what the model makes of it without attack, and under each attack at each ε.
///
/// The wide form has 1 where the model is right, also under all attacks together.
struct PerExampleTable {
  let evidence: AuditEvidence
  /// Those asked for.
  let epsilons: [Epsilon]
  /// Which image of the data set each one is; `nil` where none is left out.
  let numbers: [Int]?
  let smallestChanges: [(loss: RequestedLoss, sizes: [Double?])]

  /// The table as CSV.
  func text(_ form: PerExampleForm) -> String {
    switch form {
    case .wide: wide
    case .long: long
    }
  }

  private var wide: String {
    let epsilons = epsilons.map(\.text), labels = evidence.labels
    func titles(_ name: String) -> [String] { epsilons.map { "\(name) @ \($0)" } }
    var columns: [(title: String, value: (Int) -> String)] = [
      ("image", { "\(numbers?[$0] ?? $0)" }), ("label", { "\(labels[$0])" }),
      ("clean", { evidence.clean[$0] ? "1" : "0" }),
    ]
    for curve in evidence.curves {
      for (title, outcome) in zip(titles("\(curve.label)"), curve.asked) {
        func add(_ what: String, _ values: [Bool]?) {
          if let values { columns.append((title + what, { values[$0] ? "1" : "0" })) }
        }
        add("", outcome.correct)
        add(", quantised", outcome.rounded?.correct)
        add(", target reached", outcome.reached)
        add(", target reached, quantised", outcome.rounded?.reached)
      }
    }
    for curve in evidence.curves {
      if let sizes = curve.smallest {
        columns.append(("smallest change of \(curve.label)", { sizes[$0].map { "\(Float($0))" } ?? "" }))
      }
    }
    for (e, title) in titles("worst").enumerated() {
      let worst = evidence.worst(e)
      columns.append((title, { worst[$0] ? "1" : "0" }))
    }
    // In L2 the images' borders cut steps short: the change is smaller than the ε that was asked of FGSM.
    let smallest = evidence.norm == .linf ? "smallest ε" : "smallest change"
    for (loss, sizes) in smallestChanges {
      columns.append(
        ("\(smallest) of \(AttackLabel(.fgsm, through: loss))", { sizes[$0].map { "\(Float($0))" } ?? "" }))
    }
    // A TaylorGLO loss has commas in its name.
    let head = columns.map { CSV.quoted($0.title) }.joined(separator: ",")
    let rows = labels.indices.map { i in columns.map { $0.value(i) }.joined(separator: ",") }
    return ([head] + rows).joined(separator: "\n") + "\n"
  }
}
