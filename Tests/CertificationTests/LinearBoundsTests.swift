import Foundation
import Models
import Tensors
import Testing

@testable import Certification

@Suite("Bounds by lines")
struct LinearBoundsTests {
  /// Convolutions and linear layers whose numbers are sines, so that anyone can make them again: one convolution and one
  /// linear layer, or two of each.
  private static func classifier(isDeep: Bool) throws -> Classifier {
    var graph = Graph(name: "sines", input: ImageShape(height: 6, width: 6, channels: 2))
    var value = 0, tensors: [NamedTensor] = []
    func sines(_ count: Int, _ phase: Int, _ scale: Double) -> [Float] {
      (0..<count).map { Float(scale * sin(1.7 * Double($0) + Double(phase))) }
    }
    func add(_ operation: GraphOperation, _ shape: [Int], _ scale: Double) throws {
      let layer = tensors.count / 2, names = ["w\(layer)", "b\(layer)"]
      tensors += [
        NamedTensor(name: names[0], shape: shape, values: sines(shape.reduce(1, *), 2 * layer, scale)),
        NamedTensor(name: names[1], shape: [shape[0]], values: sines(shape[0], 2 * layer + 1, 0.1)),
      ]
      value = try graph.append(operation, named: names[0], to: [value], weights: names)
    }
    func append(_ operation: GraphOperation) throws { value = try graph.append(operation, named: "n", to: [value]) }
    func window(_ stride: Int) -> Window {
      Window(kernel: .init(3, 3), stride: .init(stride, stride), before: .init(1, 1), after: .init(1, 1))
    }
    try add(.convolution(window(1), outputs: 3, groups: 1, hasBias: true), [3, 2, 3, 3], 0.4)
    try append(.activation(.relu))
    if isDeep {
      try add(.convolution(window(2), outputs: 2, groups: 1, hasBias: true), [2, 3, 3, 3], 0.35)
      try append(.activation(.relu))
      try append(.reshape([.batch, AxisSize(18)]))
      try add(.linear(outputs: 8, hasBias: true), [8, 18], 0.3)
      try append(.activation(.relu))
      try add(.linear(outputs: 3, hasBias: true), [3, 8], 0.5)
    } else {
      try append(.reshape([.batch, AxisSize(108)]))
      try add(.linear(outputs: 3, hasBias: true), [3, 108], 0.3)
    }
    let network = try graph.network()
    return Classifier(network: network, weights: try Weights(layout: network.layout, tensors: tensors, path: "sines"))
  }

  private struct Recorded: CustomTestStringConvertible {
    let isDeep: Bool
    let epsilon: Double
    let lower: [Double]
    let upper: [Double]
    var testDescription: String { "\(isDeep ? "deep" : "shallow"), \(epsilon)" }
  }

  /// What auto_LiRPA (commit a050a3d) finds for the same networks in float64: BoundedModule(m, x), and
  /// compute_bounds(method='CROWN') on the boxes x ± ε, clipped to [0, 1], about x = 0.5 + 0.4 sin(i).
  private static let recorded = [
    Recorded(
      isDeep: false, epsilon: 0.05, lower: [-0.308347021, -0.521055098, -0.442783818],
      upper: [0.455278277, 0.188371471, 0.324843106]),
    Recorded(
      isDeep: false, epsilon: 0.2, lower: [-3.002954614, -3.148555616, -3.010500236],
      upper: [3.072122835, 2.726350011, 3.066790102]),
    Recorded(
      isDeep: true, epsilon: 0.05, lower: [-0.015739411, -0.077892825, -0.255732082],
      upper: [0.188494091, 0.118302759, -0.084212118]),
    Recorded(
      isDeep: true, epsilon: 0.2, lower: [-0.842936716, -1.438020499, -2.183050046],
      upper: [1.688747544, 0.973067359, 1.23614553]),
  ]

  /// Ranges by lines alone, as they are there; a search for proofs takes the better of lines and intervals.
  private func bounds(_ program: BoundProgram, _ region: InputRegion) -> LinearBounds {
    var bounds = LinearBounds(program: program, region: region)
    for (step, _, input) in program.functions {
      let size = program.sizes[input]
      func minima(_ sign: Double) -> [Double] {
        let rows = (0..<size * size).map { $0 / size == $0 % size ? sign : 0 }
        return bounds.minima(bounds.backward(from: input, rows, constants: [Double](repeating: 0, count: size)))
      }
      bounds.ranges[step] = (minima(1), minima(-1).map { -$0 })
    }
    return bounds
  }

  @Test("are those of auto_LiRPA", arguments: recorded)
  private func published(recorded: Recorded) throws {
    let program = try BoundProgram(Self.classifier(isDeep: recorded.isDeep))
    let region = InputRegion(around: (0..<72).map { 0.5 + 0.4 * sin(Double($0)) }, epsilon: recorded.epsilon)
    let bounds = bounds(program, region)
    for k in 0..<3 {
      for (sign, theirs) in [(1.0, recorded.lower[k]), (-1, -recorded.upper[k])] {
        let row = (0..<3).map { $0 == k ? sign : 0 }
        let own = bounds.minima(bounds.backward(from: program.output, row, constants: [0]))[0]
        #expect(abs(own - theirs) < 1e-6, "\(k) \(sign): \(own) \(theirs)")
      }
    }
  }
}
