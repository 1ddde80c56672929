import Files
import Tensors

/// Operations that sum along axes.
extension Lowering {
  mutating func linear(_ outputs: Int, _ hasBias: Bool, _ input: Placement, _ node: Graph.Node, origin: Int)
    -> Placement
  {
    let last = input.axes.last!.atoms
    let new = atom(outputs)
    var result = input
    result.axes[input.axes.count - 1] = Placement.Axis(new)
    if last.count == input.order.count {
      // A flattened map keeps its channels last in memory: the weights are put in that order instead.
      let map = flattenedMap(input)
      let source = map == nil ? inCountedOrder(input, origin: origin) : input
      let shape = map ?? ImageShape(height: 1, width: 1, channels: input.count)
      result.order = new
      result.value = append(
        Linear(input: shape, output: outputs, hasBias: hasBias), to: [source.value], origin: origin,
        weights: node.weights, inputShape: shape)
      return result
    }
    let rows = input.ending(with: last)
    let arranged = arranged(input, rows, origin: origin)
    let inputs = input.axes.last!.count
    result.order = Array(rows.dropLast(last.count)) + new
    var layer = Convolution(inputChannels: inputs, outputChannels: outputs, kernel: 1, hasBias: hasBias)
    layer.isLinear = true
    // A convolution reads its input as a map of one pixel for each row.
    result.value = append(
      layer, to: [arranged.value], origin: origin, weights: node.weights,
      inputShape: ImageShape(height: input.count / inputs, width: 1, channels: inputs))
    return result
  }

  /// The map whose numbers, channel by channel, are the value's only axis; `nil` where that is no map.
  private func flattenedMap(_ input: Placement) -> ImageShape? {
    let counted = input.axes.last!.atoms
    if counted == input.order { return ImageShape(height: 1, width: 1, channels: input.count) }
    // The channels are counted first and stored last.
    for channels in 1..<max(counted.count, 1) where Array(counted[channels...] + counted[..<channels]) == input.order {
      let pixels = counted[channels...].reduce(1) { $0 * $1.size }
      return ImageShape(height: pixels, width: 1, channels: input.count / pixels)
    }
    return nil
  }

  mutating func multiply(_ inputs: [Placement], _ node: Graph.Node, origin: Int) throws -> Placement {
    let rank = node.shape.count
    guard node.shape.suffix(2).allSatisfy({ !$0.hasBatch }), !graph.shape(of: node.inputs[0]).last!.hasBatch,
      Set(inputs.map { $0.batchAxis - $0.axes.count }).count == 1
    else {
      throw FileError(
        node.name, "the product mixes numbers of several images", expected: "matrices of one image each",
        found: node.inputs.map { graph.shape(of: $0).text }.joined(separator: " and "))
    }
    let operands = inputs.map { input -> Placement in
      let matrix = input.axes.suffix(2)
      guard matrix.contains(where: { input.step(of: $0.atoms) == nil }) else { return input }
      return arranged(input, input.ending(with: matrix.flatMap(\.atoms)), origin: origin)
    }
    // Axes before the matrices: one product for each index of all of them.
    var starts = [[0], [0]], lead: [Placement.Axis] = []
    for axis in 0..<rank - 2 {
      let parts = operands.map { operand -> Placement.Axis in
        let place = axis - (rank - operand.axes.count)
        return place < 0 ? Placement.Axis() : operand.axes[place]
      }
      let count = node.shape[axis].count, holder = parts.first(where: \.hasBatch) ?? parts.first { $0.count == count }!
      var made = Placement.Axis(hasBatch: holder.hasBatch)
      made.outer = atom(holder.outer.reduce(1) { $0 * $1.size })
      made.inner = atom(count / holder.outer.reduce(1) { $0 * $1.size })
      lead.append(made)
      for i in 0..<2 {
        let offsets =
          parts[i].count == count ? operands[i].offsets(of: parts[i].atoms) : Array(repeating: 0, count: count)
        starts[i] = Placement.offsets([starts[i], offsets])
      }
    }
    let (left, right) = (operands[0], operands[1])
    func operand(_ i: Int) -> BatchedProduct.Operand {
      let axes = operands[i].axes
      return BatchedProduct.Operand(
        starts: starts[i].map { Int32($0) }, rowStep: operands[i].step(of: axes[axes.count - 2].atoms)!,
        columnStep: operands[i].step(of: axes[axes.count - 1].atoms)!, count: operands[i].count)
    }
    let rows = left.axes[left.axes.count - 2].count, inner = left.axes.last!.count, columns = right.axes.last!.count
    let rowAtoms = atom(rows), columnAtoms = atom(columns)
    let shape = ImageShape(height: starts[0].count * rows, width: 1, channels: columns)
    let layer = BatchedProduct(
      left: operand(0), right: operand(1), rows: rows, inner: inner, columns: columns, output: shape)
    return Placement(
      value: append(layer, to: [left.value, right.value], origin: origin),
      axes: lead + [Placement.Axis(rowAtoms), Placement.Axis(columnAtoms)],
      order: lead.flatMap(\.atoms) + rowAtoms + columnAtoms)
  }

  mutating func softmax(_ axis: Int, _ isLogarithmic: Bool, _ input: Placement, origin: Int) -> Placement {
    let last = input.axes[axis].atoms
    var result = arranged(input, input.ending(with: last), origin: origin)
    let width = input.axes[axis].count
    result.value = append(
      Softmax(isLogarithmic: isLogarithmic), to: [result.value], origin: origin,
      inputShape: ImageShape(height: input.count / width, width: 1, channels: width))
    return result
  }

  mutating func reduce(
    _ kind: ReductionKind, _ axes: [Int], keeps: Bool, _ input: Placement, origin: Int
  ) -> Placement {
    let gone = axes.sorted().flatMap { input.axes[$0].atoms }
    var result = input
    for axis in axes { result.axes[axis] = Placement.Axis() }
    if !keeps { result.axes = result.axes.enumerated().filter { !axes.contains($0.offset) }.map(\.element) }
    guard !gone.isEmpty else { return result }
    // The numbers that go must lie together, in any order among themselves.
    let places = input.order.indices.filter { gone.contains(input.order[$0]) }
    let isTogether = places.last! - places.first! == places.count - 1
    let source = isTogether ? input : arranged(input, input.ending(with: gone), origin: origin)
    let first = isTogether ? places.first! : source.order.count - gone.count
    func product(_ atoms: ArraySlice<Placement.Atom>) -> Int { atoms.reduce(1) { $0 * $1.size } }
    let rows = product(source.order[..<first]), count = product(source.order[first..<first + gone.count])
    let width = product(source.order[(first + gone.count)...])
    result.order = source.order.filter { !gone.contains($0) }
    let layer: any Layer =
      kind == .mean && rows == 1
      ? GlobalAveragePooling()
      : Reduction(
        kind: kind, rows: rows, count: count, width: width,
        output: ImageShape(height: rows, width: 1, channels: width))
    result.value = append(
      layer, to: [source.value], origin: origin,
      inputShape: ImageShape(height: rows * count, width: 1, channels: width))
    return result
  }
}
