import Files
import Models

/// What does not fit between the tensors of a file and those of a network.
struct TensorMisfit {
  let missing: [WeightTensor]
  let misshaped: [(WeightTensor, [Int])]
  let extra: [ForeignTensors.Item]

  /// The error; `actual` is the architecture that the tensors are of, where it is known.
  func error(_ path: String, architecture: ArchitectureName, actual: ArchitectureName?) -> FileError {
    if missing.isEmpty, misshaped.isEmpty {
      return FileError(
        path,
        "\(architecture) fits, and there are tensors beside it: "
          + Self.list(extra.map { "\($0.name) \($0.shape)" }, separator: "; "),
        advice: "leave them out with --ignore PATTERN, for example --ignore '\(extra[0].name)'")
    }
    var problems = misshaped.map { "\($0.name): expected \($0.shape), found \($1)" }
    problems += missing.map { "\($0.name) \($0.shape) is missing" }
    problems += extra.map { "\($0.name) \($0.shape) is not expected" }
    let renames = renames
    let advice: String
    if let actual {
      advice = "the tensors are those of \(actual): name it with --architecture \(actual)"
    } else if !renames.isEmpty, misshaped.isEmpty, renames.count == missing.count {
      advice = "the same shapes stand under other names: " + Self.list(renames, separator: " ")
    } else {
      advice = "is it no \(architecture)? Name another architecture with --architecture"
    }
    return FileError(
      path,
      "the tensors do not fit the architecture \(architecture): " + Self.list(problems, separator: "; "),
      advice: advice)
  }

  /// For each missing tensor the flag that takes the tensor of its shape whose name is nearest.
  private var renames: [String] {
    var left = extra
    return missing.compactMap { tensor in
      let alike = left.filter { $0.shape == tensor.shape }.map(\.name)
      guard let name = NearestName.of(tensor.name, in: alike) ?? alike.first else { return nil }
      left.removeAll { $0.name == name }
      return "--rename \(name)=\(tensor.name)"
    }
  }

  /// The first five, and how many more there are.
  static func list(_ texts: [String], separator: String) -> String {
    (texts.prefix(5) + (texts.count > 5 ? ["… \(texts.count - 5) more"] : [])).joined(separator: separator)
  }
}
