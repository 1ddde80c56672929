import Files
import Tensors

/// Operations on feature maps.
extension Lowering {
  mutating func convolve(
    _ window: Window, _ outputs: Int, _ groups: Int, _ hasBias: Bool, _ input: Placement, _ node: Graph.Node,
    origin: Int
  ) -> Placement {
    let (maps, shape) = channelsLast(input, origin: origin)
    let isPlain =
      groups == 1 && window.kernel.y == window.kernel.x && window.stride.y == window.stride.x
      && window.dilation == Window.Pair(1, 1) && window.before == window.after && window.before.y == window.before.x
    let layer: any Layer =
      isPlain
      ? Convolution(
        inputChannels: shape.channels, outputChannels: outputs, kernel: window.kernel.y, stride: window.stride.y,
        padding: window.before.y, hasBias: hasBias)
      : GroupedConvolution(window, input: shape, outputChannels: outputs, groups: groups, hasBias: hasBias)
    return mapped(layer, maps, shape, node, origin: origin)
  }

  /// A feature map that `layer` makes of another one, of shape `shape`.
  private mutating func mapped(
    _ layer: any Layer, _ input: Placement, _ shape: ImageShape, _ node: Graph.Node, origin: Int
  ) -> Placement {
    let value = append(layer, to: [input.value], origin: origin, weights: node.weights, inputShape: shape)
    return map(self.shape(of: value), value: value)
  }

  mutating func normalise(_ layer: (ImageShape) -> any Layer, _ input: Placement, _ node: Graph.Node, origin: Int)
    -> Placement
  {
    var (result, shape) = channelsLast(input, origin: origin)
    result.value = append(
      layer(shape), to: [result.value], origin: origin, weights: node.weights, inputShape: shape)
    return result
  }

  /// By the moments of the last axes, which must lie together.
  mutating func normaliseLayer(
    _ axes: Int, _ epsilon: Double, _ input: Placement, _ node: Graph.Node, origin: Int
  ) -> Placement {
    let last = input.axes.suffix(axes).flatMap(\.atoms), channels = last.reduce(1) { $0 * $1.size }
    var result = arranged(input, input.ending(with: last), origin: origin)
    let parts = result.count / channels
    result.value = append(
      GroupNormalisation(parts: parts, rows: 1, channels: channels, groups: 1, epsilon: epsilon), to: [result.value],
      origin: origin, weights: node.weights, inputShape: ImageShape(height: parts, width: 1, channels: channels))
    return result
  }

  mutating func poolLargest(
    _ window: Window, ceiling: Bool, _ input: Placement, _ node: Graph.Node, origin: Int
  ) -> Placement {
    let (maps, shape) = channelsLast(input, origin: origin)
    return mapped(WindowMaximum(window: window, ceiling: ceiling), maps, shape, node, origin: origin)
  }

  mutating func poolMean(
    _ window: Window, countsPadding: Bool, _ input: Placement, _ node: Graph.Node, origin: Int
  ) -> Placement {
    let (maps, shape) = channelsLast(input, origin: origin), output = node.mapShape
    let isPlain = window == Window(kernel: window.kernel, stride: window.stride) && window.isSquare
    let fits = window.kernel.y <= shape.height && window.kernel.x <= shape.width
    if isPlain, fits, output == AveragePooling(kernel: window.kernel.y, stride: window.stride.y).outputShape([shape]) {
      return mapped(AveragePooling(kernel: window.kernel.y, stride: window.stride.y), maps, shape, node, origin: origin)
    }
    let sources = (0..<output.height * output.width).map { place -> [Gathering.Term] in
      let top = place / output.width * window.stride.y - window.before.y
      let left = place % output.width * window.stride.x - window.before.x
      func taps(_ start: Int, _ count: Int, _ step: Int, _ size: Int) -> [Int] {
        (0..<count).map { start + $0 * step }.filter { (0..<size).contains($0) }
      }
      let rows = taps(top, window.kernel.y, window.dilation.y, shape.height)
      let columns = taps(left, window.kernel.x, window.dilation.x, shape.width)
      // Padding counts; what a window covers beyond it, because sizes are rounded up, does not.
      func padded(_ start: Int, _ count: Int, _ step: Int, _ size: Int, _ after: Int) -> Int {
        (0..<count).count { start + $0 * step < size + after }
      }
      let counted =
        countsPadding
        ? padded(top, window.kernel.y, window.dilation.y, shape.height, window.after.y)
          * padded(left, window.kernel.x, window.dilation.x, shape.width, window.after.x)
        : rows.count * columns.count
      return rows.flatMap { y in
        columns.map { x in
          Gathering.Term(start: Int32((y * shape.width + x) * shape.channels), weight: 1 / Float(counted))
        }
      }
    }
    return mapped(
      Gathering(output: output, run: output.channels, sources: sources, inputCounts: [shape.count]), maps, shape, node,
      origin: origin)
  }

  mutating func resize(_ how: Resizing, _ input: Placement, _ node: Graph.Node, origin: Int) -> Placement {
    let (maps, shape) = channelsLast(input, origin: origin), output = node.mapShape
    let rows = (0..<output.height).map {
      how.sources(of: $0, from: shape.height, to: output.height, scale: how.scaleY)
    }
    let columns = (0..<output.width).map {
      how.sources(of: $0, from: shape.width, to: output.width, scale: how.scaleX)
    }
    let sources = rows.flatMap { row in
      columns.map { column in
        row.flatMap { y, rowShare in
          column.map { x, share in
            Gathering.Term(start: Int32((y * shape.width + x) * shape.channels), weight: Float(rowShare * share))
          }
        }
      }
    }
    return mapped(
      Gathering(output: output, run: output.channels, sources: sources, inputCounts: [shape.count]), maps, shape, node,
      origin: origin)
  }
}

extension Window {
  fileprivate var isSquare: Bool { kernel.y == kernel.x && stride.y == stride.x }
}

extension Graph.Node {
  /// The shape of a node whose value is a feature map.
  fileprivate var mapShape: ImageShape {
    ImageShape(height: shape[2].count, width: shape[3].count, channels: shape[1].count)
  }
}
