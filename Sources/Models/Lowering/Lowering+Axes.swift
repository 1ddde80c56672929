import Files
import Tensors

/// Operations that only say where numbers stand.
extension Lowering {
  mutating func reshape(_ input: Placement, _ shape: GraphShape, _ node: Graph.Node, origin: Int) throws -> Placement {
    if let result = regrouped(input, shape) { return result }
    // In the order in which they are counted, all numbers on each side of the batch are one axis, which falls into any.
    var ordered = inCountedOrder(input, origin: origin)
    let axes = ordered.axes, batch = ordered.batchAxis
    let before = atom(axes[..<batch].reduce(axes[batch].outer.reduce(1) { $0 * $1.size }) { $0 * $1.count })
    let after = atom(axes[(batch + 1)...].reduce(axes[batch].inner.reduce(1) { $0 * $1.size }) { $0 * $1.count })
    var all = Placement.Axis(hasBatch: true)
    all.outer = before
    all.inner = after
    ordered.axes = [all]
    ordered.order = before + after
    guard let result = regrouped(ordered, shape) else {
      throw FileError(
        node.name, "the reshape mixes numbers of several images", expected: "axes that keep the images apart",
        found: "\(graph.shape(of: node.inputs[0]).text) as \(shape.text)")
    }
    return result
  }

  /// The same numbers in the same places with other axes; `nil` where an axis would have parts of two atoms.
  private mutating func regrouped(_ input: Placement, _ shape: GraphShape) -> Placement? {
    enum Item { case batch, atom(Placement.Atom) }
    var items = input.axes.flatMap { axis -> [Item] in
      axis.outer.map { .atom($0) } + (axis.hasBatch ? [.batch] : []) + axis.inner.map { .atom($0) }
    }
    var result = input
    result.axes = []
    for dimension in shape {
      var axis = Placement.Axis(), missing = dimension.count
      while missing > 1 || dimension.hasBatch && !axis.hasBatch {
        guard !items.isEmpty else { return nil }
        switch items.removeFirst() {
        case .batch:
          guard dimension.hasBatch else { return nil }
          axis.hasBatch = true
          axis.outer = axis.inner
          axis.inner = []
        case .atom(let whole):
          guard missing > 1 else { return nil }
          if missing % whole.size == 0 {
            axis.inner.append(whole)
            missing /= whole.size
          } else if whole.size % missing == 0 {
            let outer = atom(missing)[0], inner = atom(whole.size / missing)[0]
            result.order.replace([whole], with: [outer, inner])
            items.insert(.atom(inner), at: 0)
            axis.inner.append(outer)
            missing = 1
          } else {
            return nil
          }
        }
      }
      result.axes.append(axis)
    }
    return items.isEmpty ? result : nil
  }

  /// The value with one atom for the whole of an axis, or none where it has one number.
  private mutating func merged(_ input: Placement, axis: Int, origin: Int) -> Placement {
    let parts = input.axes[axis].atoms
    guard parts.count > 1 else { return input }
    var result = input.order.contains(parts) ? input : inCountedOrder(input, origin: origin)
    let whole = atom(parts.reduce(1) { $0 * $1.size })
    result.order.replace(parts, with: whole)
    result.axes[axis] = Placement.Axis(whole)
    return result
  }

  /// The value with axis `axis` made of other places of it: `places` has for each new index the old one, or `nil` for
  /// `fill`.
  private mutating func taken(
    _ input: Placement, axis: Int, _ places: [Int?], fill: Float = 0, origin: Int
  ) -> Placement {
    guard places != Array(0..<input.axes[axis].count) else { return input }
    let input = merged(input, axis: axis, origin: origin)
    let old = input.axes[axis].atoms, new = atom(places.count), steps = input.steps
    var result = input
    result.axes[axis] = Placement.Axis(new)
    if old.isEmpty {
      result.order = new + input.order
    } else {
      result.order.replace(old, with: new)
    }
    // Far enough below zero to stay there whatever is added.
    let outside = -2 * input.count - 2
    let lists = result.order.map { atom in
      atom == new.first
        ? places.map { $0.map { $0 * (old.first.flatMap { steps[$0] } ?? 0) } ?? outside }
        : (0..<atom.size).map { $0 * steps[atom]! }
    }
    // Where the axis has shrunk to one place, that place is a constant offset.
    let constant = new.isEmpty ? places[0].map { $0 * (old.first.flatMap { steps[$0] } ?? 0) } ?? outside : 0
    result.value = gather(
      Placement.offsets(lists).map { max($0 + constant, -1) }, from: input, fill: fill, origin: origin)
    return result
  }

  mutating func select(_ input: Placement, axis: Int, _ indices: [Int], origin: Int) -> Placement {
    taken(input, axis: axis, indices, origin: origin)
  }

  mutating func pad(
    _ input: Placement, _ before: [Int], _ after: [Int], _ mode: PaddingMode, _ value: Float, origin: Int
  ) -> Placement {
    var result = input
    for axis in before.indices where before[axis] != 0 || after[axis] != 0 {
      let size = result.axes[axis].count
      let places = (-before[axis]..<size + after[axis]).map { place -> Int? in
        switch mode {
        case .constant: (0..<size).contains(place) ? place : nil
        case .edge: min(max(place, 0), size - 1)
        case .reflect: size - 1 - abs(size - 1 - abs(place))
        }
      }
      result = taken(result, axis: axis, places, fill: value, origin: origin)
    }
    return result
  }

  mutating func expand(_ input: Placement, _ shape: GraphShape, origin: Int) -> Placement {
    var result = input
    result.axes = Array(repeating: Placement.Axis(), count: shape.count - input.axes.count) + input.axes
    for (axis, dimension) in shape.enumerated() where dimension.count != result.axes[axis].count {
      result = taken(result, axis: axis, Array(repeating: 0, count: dimension.count), origin: origin)
    }
    return result
  }

  mutating func concatenate(_ inputs: [Placement], axis: Int, origin: Int) -> Placement {
    var parts = inputs.map { merged($0, axis: axis, origin: origin) }
    func structure(_ part: Placement) -> [[Int]] {
      part.axes.enumerated().map { $0.offset == axis ? [] : $0.element.atoms.map(\.size) }
    }
    if Set(parts.map(structure)).count > 1 {
      for i in parts.indices {
        parts[i] = inCountedOrder(parts[i], origin: origin)
        for other in parts[i].axes.indices where !parts[i].axes[other].hasBatch {
          parts[i] = merged(parts[i], axis: other, origin: origin)
        }
      }
    }
    // The order of the first part that has several numbers along the axis serves all.
    let leader = parts.first { !$0.axes[axis].atoms.isEmpty } ?? parts[0]
    let own = leader.axes[axis].atoms
    let place = own.first.flatMap { leader.order.firstIndex(of: $0) } ?? 0
    let others = leader.order.filter { !own.contains($0) }
    let places = Dictionary(
      uniqueKeysWithValues: leader.counted.filter { !own.contains($0) }.enumerated().map { ($1, $0) })
    for i in parts.indices {
      let atoms = parts[i].axes[axis].atoms, counted = parts[i].counted.filter { !atoms.contains($0) }
      var order = others.map { counted[places[$0]!] }
      order.insert(contentsOf: atoms, at: place)
      parts[i] = arranged(parts[i], order, origin: origin)
    }
    let whole = atom(parts.reduce(0) { $0 + $1.axes[axis].count })
    var result = leader
    result.axes[axis] = Placement.Axis(whole)
    result.order = others
    result.order.insert(contentsOf: whole, at: place)
    let blocks = others[..<place].reduce(1) { $0 * $1.size }, lengths = parts.map { $0.count / blocks }
    let run = lengths.reduce(0, Self.greatestDivisor)
    let sources = (0..<blocks).flatMap { block in
      lengths.enumerated().flatMap { input, length in
        stride(from: block * length, to: (block + 1) * length, by: run).map {
          [Gathering.Term(input: Int32(input), start: Int32($0))]
        }
      }
    }
    let output = ImageShape(height: sources.count, width: 1, channels: run)
    result.value = append(
      Gathering(output: output, run: run, sources: sources, inputCounts: parts.map(\.count)), to: parts.map(\.value),
      origin: origin)
    return result
  }
}
