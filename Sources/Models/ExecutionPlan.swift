import Tensors

/// Where every number of a network's passes lies, in floats from the start of one arena, and for how long.
///
/// Of n nodes, node i makes its forward pass in step i and its backward pass in step 2n − 1 − i. Values whose steps never
/// meet share memory. The images, the logits and their gradients belong to the caller between the passes: they share
/// none, and neither do scratch and prepared weights.
struct ExecutionPlan {
  /// What is computed: the network bound to the engine's precision, in evaluation with its normalisations folded.
  let network: Network
  let steps: [Step]
  let images: Int
  let logits: Int
  let logitGradients: Int?
  let imageGradients: Int?
  let scratch: Int
  /// Floats of scratch for each worker.
  let scratchCount: Int
  let shared: Int
  /// Where a gradient is written that is added to another one.
  let spare: Int
  /// Floats of the arena.
  let count: Int

  /// One node with the places of its values.
  struct Step {
    let node: Network.Node
    let inputShape: ImageShape
    let input: Int
    let secondInput: Int?
    let output: Int
    let prepared: Int
    let saved: Int
    let outputGradient: Int?
    /// Where the gradients of the inputs go.
    let inputGradient: Target?
    let secondInputGradient: Target?
  }

  struct Target {
    let gradient: Int
    /// Whether another layer has written there before.
    let accumulates: Bool
  }

  init(_ described: Network, batchSize: Int, purpose: Execution.Purpose, engine: Engine) {
    let folds = purpose == .inference || purpose == .inputGradient
    let foldsNormalisation = folds && engine.precision == .usual
    let network = (foldsNormalisation ? described.foldingNormalisation() : described).bound(engine.precision)
    let nodes = network.nodes, last = nodes.count
    let hasBackward = purpose != .inference
    let needsGradient = network.needsGradient(purpose)
    let lifetimes = Lifetimes(network, purpose)
    var values: [ArenaPlan.Value] = []
    func place(_ count: Int, _ lifetime: ClosedRange<Int>) -> Int {
      values.append(ArenaPlan.Value(count: count, lifetime: lifetime))
      return values.count - 1
    }

    let activations = (0...last).map { value in
      place(batchSize * network.shape(of: value).count, lifetimes.activation(value))
    }
    // Values on both sides of an addition have one gradient, in one place where that is safe.
    let sharedWith = network.sharedGradients(needsGradient)
    var gradients = [Int?](repeating: nil, count: last + 1)
    for (root, members) in Dictionary(grouping: 0...last, by: { sharedWith[$0] }).sorted(by: { $0.key < $1.key })
    where needsGradient[root] {
      let place = place(batchSize * network.shape(of: root).count, lifetimes.gradient(of: members))
      for member in members { gradients[member] = place }
    }
    let saved = nodes.enumerated().map { index, node in
      place(node.layer.savedCount(network.shape(of: node.inputs[0]), batch: batchSize), lifetimes.saved(index))
    }
    let prepared = nodes.map { node in
      place(
        node.layer.preparedCount(network.shape(of: node.inputs[0]), hasBackward: hasBackward), lifetimes.whole)
    }
    func largest(_ count: (Network.Node, ImageShape) -> Int) -> Int {
      nodes.map { count($0, network.shape(of: $0.inputs[0])) }.max() ?? 0
    }
    scratchCount = largest { $0.layer.scratchCount($1) }
    let scratchPlace = place(scratchCount * engine.threads, lifetimes.whole)
    let sharedPlace = place(largest { $0.layer.sharedCount($1, batch: batchSize) }, lifetimes.whole)
    let isBranching = Set(nodes.flatMap(\.inputs)).count < nodes.flatMap(\.inputs).count
    let sparePlace = place(hasBackward && isBranching ? batchSize * largest { $1.count } : 0, lifetimes.whole)

    let arena = ArenaPlan(values)
    func offset(_ place: Int) -> Int { arena.offsets[place] }
    images = offset(activations[0])
    logits = offset(activations[last])
    logitGradients = gradients[last].map(offset)
    imageGradients = gradients[0].map(offset)
    scratch = offset(scratchPlace)
    shared = offset(sharedPlace)
    spare = offset(sparePlace)
    count = arena.count

    // Backward runs from the last node: a value's first writer is its last consumer.
    var written = Set<Int>()
    var targets: [[Target?]] = Array(repeating: [], count: last)
    for index in nodes.indices.reversed() {
      targets[index] = nodes[index].inputs.map { input in
        let accumulates = !written.insert(input).inserted
        if sharedWith[input] == sharedWith[index + 1] { return nil }
        return gradients[input].map { Target(gradient: offset($0), accumulates: accumulates) }
      }
    }
    steps = nodes.enumerated().map { index, node in
      Step(
        node: node, inputShape: network.shape(of: node.inputs[0]), input: offset(activations[node.inputs[0]]),
        secondInput: node.inputs.count > 1 ? offset(activations[node.inputs[1]]) : nil,
        output: offset(activations[index + 1]), prepared: offset(prepared[index]), saved: offset(saved[index]),
        outputGradient: gradients[index + 1].map(offset), inputGradient: targets[index][0],
        secondInputGradient: node.inputs.count > 1 ? targets[index][1] : nil)
    }
    self.network = network
  }
}

/// The steps during which a value holds something that is needed.
private struct Lifetimes {
  private let purpose: Execution.Purpose
  private let last: Int
  /// For each value the last node that reads it.
  private var lastUse: [Int]

  init(_ network: Network, _ purpose: Execution.Purpose) {
    self.purpose = purpose
    last = network.nodes.count
    lastUse = [Int](repeating: 0, count: last + 1)
    for (index, node) in network.nodes.enumerated() { for input in node.inputs { lastUse[input] = index } }
  }

  var whole: ClosedRange<Int> { 0...max(2 * last - 1, 0) }

  func activation(_ value: Int) -> ClosedRange<Int> {
    value == 0 || value == last ? whole : value - 1...lastNeed(of: value - 1, forward: lastUse[value])
  }

  /// The lifetime of the gradient that `values` share: from its first writer to its last reader.
  func gradient(of values: [Int]) -> ClosedRange<Int> {
    if values.contains(0) || values.contains(last) { return whole }
    return values.map { backward(lastUse[$0]) }.min()!...values.map { backward($0 - 1) }.max()!
  }

  func saved(_ node: Int) -> ClosedRange<Int> { node...lastNeed(of: node, forward: node) }

  /// The last step that needs a number that node `node` wrote; the last one of the forward pass is `forward`.
  private func lastNeed(of node: Int, forward: Int) -> Int {
    switch purpose {
    case .inference: forward
    // The backward pass may be made more than once.
    case .inputGradient, .allGradients: whole.upperBound
    case .training: backward(node)
    }
  }

  private func backward(_ node: Int) -> Int { 2 * last - 1 - node }
}

extension Network {
  /// Whether a gradient must reach each value: it must reach the images where theirs is wanted, and whatever is
  /// computed from them or from trained tensors.
  fileprivate func needsGradient(_ purpose: Execution.Purpose) -> [Bool] {
    let (ofImages, ofWeights) =
      switch purpose {
      case .inference: (false, false)
      case .inputGradient: (true, false)
      case .allGradients: (true, true)
      case .training: (false, true)
      }
    var needs = [ofImages]
    for node in nodes {
      let trains = ofWeights && node.layer.tensors.contains { $0.role.isTrainable }
      needs.append(trains || node.inputs.contains { needs[$0] })
    }
    return needs
  }
}
