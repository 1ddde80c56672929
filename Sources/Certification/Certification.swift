import COpenBLAS
public import Datasets
public import Models
public import Robustness
import Statistics
import Tensors

/// Proves for each image that no change up to ε makes the model wrong, breaks it by attacks, or leaves it open.
public struct Certification: Sendable {
  public var epsilons: [Epsilon]
  public var norm: Norm
  /// How long one image at one ε may take once its first bounds are known, in seconds.
  public var seconds: Double
  /// Of the attacks' random numbers.
  public var seed: UInt64 = 0
  /// Whether the report has the bounds of each image's margins.
  public var givesMargins = false

  /// Lines that bound a network in the L1 norm are not built.
  public static let norms: [Norm] = [.linf, .l2]

  public init(epsilons: [Epsilon], norm: Norm = .linf, seconds: Double) {
    precondition(Self.norms.contains(norm))
    self.epsilons = epsilons
    self.norm = norm
    self.seconds = seconds
  }

  /// Throws a `FileError` that names all operations of the network which cannot be bounded.
  public func run(
    _ classifier: Classifier, on images: ImageSet, in context: JobContext
  ) throws -> CertificationReport {
    let program = try BoundProgram(classifier)
    // One image is one thread's work.
    openblas_set_num_threads(1)
    HeapMemory.keepFreedMemory()
    let order = epsilons.indices.sorted { epsilons[$0].value < epsilons[$1].value }
    let isRight = classifier.correct(on: images, engine: context.engine)
    let survives = try underAttack(classifier, images, isRight, order, context)
    let classes = classifier.network.classes, certifier = Certifier(program, seconds: seconds)
    var done = 0
    let found = try context.concurrentMap(images.count) { index, alone in
      try examine(
        index, images, certifier, classes: classes, order, survives: survives.map { $0[index] }, check: alone.check)
    } onResult: { _, _ in
      done += 1
      context.report(JobProgress("certifying", done: done, of: images.count))
    }
    return CertificationReport(self, images, isRight: isRight, found: found, survives: survives)
  }

  /// What was found out about one image at each ε, in the order of asking.
  struct Finding: Sendable {
    var verdict: Certifier.Verdict
    var seconds: Double
    /// Lower bounds of the margins, where they were asked for.
    var margins: [Double?]?
  }

  private func examine(
    _ index: Int, _ images: ImageSet, _ certifier: Certifier, classes: Int, _ order: [Int], survives: [Bool],
    check: () throws -> Void
  ) throws -> [Finding] {
    let pixels = images.planes(index), label = Int(images.labels[index])
    let property = OutputProperty.misclassified(label: label, classes: classes)
    var found = [Finding](repeating: Finding(verdict: .open, seconds: 0), count: epsilons.count)
    var broken: [Double]?
    for place in order {
      let begin = ContinuousClock.now
      if broken == nil {
        var certifier = certifier
        certifier.attacksFirst = !survives[place]
        certifier.seed = seed &+ UInt64(index)
        let region = region(around: pixels, epsilons[place].value)
        found[place].verdict = try certifier.examine(region.proved, attacking: region.attacked, property, check: check)
        if case .broken(let input) = found[place].verdict { broken = input }
      } else {
        // What lies within a smaller ε lies within a larger one.
        found[place].verdict = .broken(broken!)
      }
      found[place].seconds = (ContinuousClock.now - begin) / .seconds(1)
      guard givesMargins else { continue }
      found[place].margins = MarginBounds(certifier.program)
        .minima(on: region(around: pixels, epsilons[place].value).attacked, label: label, classes: classes)
      try check()
    }
    return found
  }

  /// What is proved covers what an audit counts: changes up to ε and 1e-6, by which float32 pixels may miss it.
  private func region(around pixels: [Double], _ epsilon: Double) -> (proved: InputRegion, attacked: InputRegion) {
    func region(_ epsilon: Double) -> InputRegion {
      norm == .l2 ? InputRegion(aroundInL2: pixels, epsilon: epsilon) : InputRegion(around: pixels, epsilon: epsilon)
    }
    return (region(epsilon == 0 ? 0 : epsilon + 1e-6 * max(1, epsilon)), region(epsilon))
  }

  /// Whether each image survives attacks that go their own way, at each ε and at all smaller ones: APGD through
  /// cross-entropy and towards the likeliest wrong classes. Images count as broken by either, and a proof has to hold
  /// against both.
  private func underAttack(
    _ classifier: Classifier, _ images: ImageSet, _ isRight: [Bool], _ order: [Int], _ context: JobContext
  ) throws -> [[Bool]] {
    var survives = [[Bool]](repeating: [], count: epsilons.count), left = isRight
    for place in order {
      if epsilons[place].value > 0 {
        // As many targets as AutoAttack tries, and a fifth of its steps.
        var attacks = Survival.autoAttackLite(
          epsilon: epsilons[place].value, iterations: 20, targets: TargetedAPGD.usualTargets)
        attacks.norm = norm
        attacks.seed = seed
        left = try attacks.survivors(
          of: classifier, on: images, among: left, engine: context.engine, check: context.check)
      }
      survives[place] = left
    }
    return survives
  }
}

extension ImageSet {
  /// The pixels of an image in PyTorch's order, (C, H, W).
  func planes(_ index: Int) -> [Double] {
    let image = image(index)
    return (0..<shape.channels).flatMap { channel in
      stride(from: channel, to: shape.count, by: shape.channels).map { Double(image[$0]) }
    }
  }
}
