import Tensors

/// Where every number of a network's passes lies, in floats from the start of one arena, and for how long.
///
/// Of n nodes, node i makes its forward pass in step i and its backward pass in step 2n − 1 − i. Values whose steps never
/// meet share memory. The images, the logits and their gradients belong to the caller between the passes: they share
/// none, and neither does scratch.
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
  /// Floats of the arena.
  let count: Int
  /// Floats of the prepared weights, which have memory of their own.
  let preparedCount: Int

  /// One node with the places of its values.
  struct Step {
    let node: Network.Node
    let inputShape: ImageShape
    let inputs: [Int]
    let output: Int
    /// In floats from the start of the prepared weights.
    let prepared: Int
    let saved: Int
    let outputGradient: Int?
    /// For each input where its gradient goes.
    let inputGradients: [Target?]
  }

  struct Target {
    let gradient: Int
    /// Where the layer writes: there, or in a place beside it that is added afterwards.
    let written: Int
    /// Whether another layer has written there before.
    let accumulates: Bool
  }

  /// For passes of up to `batchSize` images on `threads` threads.
  init(_ described: Network, batchSize: Int, purpose: Execution.Purpose, precision: Precision, threads: Int) {
    let folds = purpose == .inference || purpose == .inputGradient
    let foldsNormalisation = folds && precision == .usual
    let network = (foldsNormalisation ? described.foldingNormalisation() : described).bound(precision)
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
      place(node.layer.savedCount(node.inputShape, batch: batchSize), lifetimes.saved(index))
    }
    let prepared = ArenaPlan(
      nodes.map { node in
        ArenaPlan.Value(
          count: node.layer.preparedCount(node.inputShape, hasBackward: hasBackward), lifetime: lifetimes.whole)
      })
    func largest(_ count: (Network.Node, ImageShape) -> Int) -> Int {
      nodes.map { count($0, $0.inputShape) }.max() ?? 0
    }
    scratchCount = largest { $0.layer.scratchCount($1) }
    let scratchPlace = place(scratchCount * threads, lifetimes.whole)
    let sharedPlace = place(largest { $0.layer.sharedCount($1, batch: batchSize) }, lifetimes.whole)
    let writes = hasBackward ? network.gradientWrites(sharedWith, needsGradient) : []
    let spareCounts = writes.map { $0.lazy.filter(\.isBeside).map(\.count).reduce(0, +) }
    let sparePlace = place(batchSize * (spareCounts.max() ?? 0), lifetimes.whole)

    let arena = ArenaPlan(values)
    func offset(_ place: Int) -> Int { arena.offsets[place] }
    images = offset(activations[0])
    logits = offset(activations[last])
    logitGradients = gradients[last].map(offset)
    imageGradients = gradients[0].map(offset)
    scratch = offset(scratchPlace)
    shared = offset(sharedPlace)
    count = arena.count
    preparedCount = prepared.count

    steps = nodes.enumerated().map { index, node in
      var beside = offset(sparePlace)
      let targets = (hasBackward ? writes[index] : []).map { write -> Target? in
        guard let place = gradients[write.value], write.isWanted else { return nil }
        defer { if write.isBeside { beside += batchSize * write.count } }
        return Target(
          gradient: offset(place), written: write.isBeside ? beside : offset(place), accumulates: write.accumulates)
      }
      return Step(
        node: node, inputShape: node.inputShape, inputs: node.inputs.map { offset(activations[$0]) },
        output: offset(activations[index + 1]), prepared: prepared.offsets[index], saved: offset(saved[index]),
        outputGradient: gradients[index + 1].map(offset), inputGradients: targets)
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

/// One input of a node on the way back.
private struct GradientWrite {
  let value: Int
  /// Whether a gradient is to be written at all.
  let isWanted: Bool
  /// Whether another node has written the value's gradient before.
  let accumulates: Bool
  /// Whether it goes to a place of its own first, since the layer cannot add.
  let isBeside: Bool
  /// Floats of one image.
  let count: Int
}

extension Network {
  /// For each node its inputs. Backward runs from the last node: a value's first writer is its last consumer.
  fileprivate func gradientWrites(_ sharedWith: [Int], _ needsGradient: [Bool]) -> [[GradientWrite]] {
    var written = Set<Int>()
    var writes = [[GradientWrite]](repeating: [], count: nodes.count)
    for (index, node) in nodes.enumerated().reversed() {
      writes[index] = node.inputs.map { value in
        let accumulates = !written.insert(value).inserted
        let isWanted = needsGradient[value] && needsGradient[index + 1] && sharedWith[value] != sharedWith[index + 1]
        return GradientWrite(
          value: value, isWanted: isWanted, accumulates: accumulates,
          isBeside: isWanted && accumulates && !node.layer.accumulatesInputGradient, count: shape(of: value).count)
      }
    }
    return writes
  }
}
