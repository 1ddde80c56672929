import Foundation
import Losses
import Models
import Tensors
import TestSupport
import Testing

@testable import LossLandscapes

@Suite("Hessian products")
struct HessianProductTests {
  static let engine = Engine(threads: 1, precision: .precise)

  /// Its Hessian is Σ (diag p − p pᵀ) ⊗ x xᵀ / N, with the number 1 behind x for the bias.
  static let linear = TestNetworks.linear
  static let images = SampleNumbers.images(linear.network.input, count: 23, classes: 3, seed: 4)

  /// The closed form of the Hessian, in the engine's order: weights (input, class), then biases.
  static let closedForm: [[Double]] = {
    var hessian = [[Double]](repeating: [Double](repeating: 0, count: 15), count: 15)
    let session = ClassifierSession(linear, for: images, engine: engine)
    session.forEachBatch(of: images) { _, count in
      session.forward(count: count)
      for image in 0..<count {
        let x = (0..<4).map { Double(session.images[4 * image + $0]) } + [1]
        let z = (0..<3).map { exp(Double(session.logits[3 * image + $0])) }, sum = z.reduce(0, +)
        let p = z.map { $0 / sum }
        for (i, j, k, l) in (0..<225).map({ ($0 / 45, $0 / 9 % 5, $0 / 3 % 3, $0 % 3) }) {
          hessian[3 * i + k][3 * j + l] += x[i] * x[j] * ((k == l ? p[k] : 0) - p[k] * p[l]) / 23
        }
      }
    }
    return hessian
  }()

  @Test("of a linear layer they are those of the closed form, and its blocks' mean is the whole")
  func closedForm() throws {
    let product = try #require(
      HessianProduct(Self.linear, LogitLoss(loss: Loss(.crossEntropy)), on: Self.images, engine: Self.engine))
    for seed in 1...5 as ClosedRange<UInt64> {
      let v = SampleNumbers.normals(15, seed: seed, scale: pow(10, Double(seed) - 3))
      let (image, curvatures) = product.times(v), expected = Self.closedForm.map { $0.dot(v) }
      #expect(zip(image, expected).map { $0 - $1 }.norm < 1e-3 * expected.norm)
      let shares = product.blocks.map { Double($0.count) / 23 }
      #expect(abs(zip(curvatures, shares).map { $0 * $1 }.reduce(0, +) - v.dot(image)) < 1e-9 * abs(v.dot(image)))
    }
    #expect(product.blocks.count == 10 && product.blocks.map(\.count).reduce(0, +) == 23)
    #expect(product.times([Double](repeating: 0, count: 15)).product.allSatisfy { $0 == 0 })
  }

  @Test("eigenvalues and trace of a linear layer are those of the closed form, whole and for its weights alone")
  func spectrum() throws {
    var settings = SharpnessSettings()
    settings.lanczosSteps = 15
    settings.layerSteps = 12
    settings.traceProbes = 400
    let product = try #require(
      HessianProduct(Self.linear, LogitLoss(loss: Loss(.crossEntropy)), on: Self.images, engine: Self.engine))
    let report = try HessianMeter(product, settings).report { _ in }
    let eigen = try #require(SymmetricEigen(Self.closedForm.flatMap(\.self), size: 15))
    #expect(abs(report.eigenvalues[0].value / eigen.values[14] - 1) < 1e-3)
    #expect(abs(report.eigenvalues[1].value / eigen.values[13] - 1) < 1e-3)
    let trace = (0..<15).map { Self.closedForm[$0][$0] }.reduce(0, +), error = try #require(report.trace.standardError)
    #expect(abs(report.trace.value - trace) < 4 * error + 1e-3 * trace && error < 0.05 * trace)
    let block = (0..<12).flatMap { row in (0..<12).map { Self.closedForm[row][$0] } }
    let largest = try #require(SymmetricEigen(block, size: 12)).values[11]
    #expect(report.layers.map(\.name) == ["fc.weight", "fc.bias"] && report.layers[1].largest == nil)
    let found = try #require(report.layers[0].largest)
    #expect(abs(found.value / largest - 1) < 1e-3)
    let blockTrace = (0..<12).map { Self.closedForm[$0][$0] }.reduce(0, +)
    let blockError = try #require(report.layers[0].trace.standardError)
    #expect(abs(report.layers[0].trace.value - blockTrace) < 4 * blockError + 1e-3 * trace)
    #expect(report.parameters == 15 && report.traceErrorOverImages != nil)
  }

  @Test("the trace stays right where only some eigenvectors are taken out of its probes")
  func deflated() throws {
    var settings = SharpnessSettings()
    (settings.lanczosSteps, settings.layerSteps, settings.traceProbes) = (6, 0, 400)
    let product = try #require(
      HessianProduct(Self.linear, LogitLoss(loss: Loss(.crossEntropy)), on: Self.images, engine: Self.engine))
    let report = try HessianMeter(product, settings).report { _ in }
    let trace = (0..<15).map { Self.closedForm[$0][$0] }.reduce(0, +), error = try #require(report.trace.standardError)
    #expect(abs(report.trace.value - trace) < 4 * error + 1e-3 * trace && error > 0)
  }

  /// Differences of gradients in a network whose every layer has a slope everywhere are the outer claim; here ReLUs are
  /// within, and the claim is symmetry, which a wrong gate or a step across a kink breaks.
  @Test("of a network with ReLU they are symmetric, and running statistics take no part")
  func symmetric() throws {
    let classifier = TestNetworks.classifier
    let product = try #require(
      HessianProduct(
        classifier, LogitLoss(loss: Loss(.crossEntropy)), on: TestNetworks.images, engine: Self.engine))
    func vector(_ seed: UInt64) -> [Double] {
      var v = SampleNumbers.normals(classifier.network.layout.count, seed: seed)
      for tensor in classifier.network.layout.tensors where !tensor.role.isTrainable {
        for i in tensor.offset..<tensor.offset + tensor.count { v[i] = 0 }
      }
      return v
    }
    let (a, b) = (vector(1), vector(2)), (ha, hb) = (product.times(a).product, product.times(b).product)
    #expect(abs(a.dot(hb) - b.dot(ha)) < 2e-3 * ha.norm * b.norm)
    for tensor in classifier.network.layout.tensors where !tensor.role.isTrainable {
      #expect((tensor.offset..<tensor.offset + tensor.count).allSatisfy { ha[$0] == 0 })
    }
  }

  @Test("do not depend on the threads")
  func threads() throws {
    let v = SampleNumbers.normals(TestNetworks.rectified.network.layout.count, seed: 8)
    var products: [[Double]] = []
    for threads in [1, 3] {
      let product = HessianProduct(
        TestNetworks.rectified, LogitLoss(loss: Loss(.crossEntropy)), on: TestNetworks.images,
        engine: Engine(threads: threads))
      products.append(try #require(product).times(v).product)
    }
    #expect(products[0] == products[1])
  }
}
