import Datasets
import Models
import Tensors

/// What became of one image under one attack at one strength.
struct AttackOutcome: Sendable, Equatable {
  /// Whether the model has resisted at every point that the attack tried: it saw the label, or never the target.
  let resists: Bool
  /// Whether an objective's gradient at the pixels was exactly zero somewhere, and the margin's was followed.
  let zeroGradient: Bool
  /// What the image was passed through the network for the attack.
  let passes: AttackPasses
  /// The adversarial image, or the last point tried where there is none; (H, W, C).
  let image: [Float]
}

/// Which image is attacked, and how far it may be moved.
struct AttackItem: Sendable, Hashable {
  let index: Int
  let epsilon: Double
}

/// Puts images under an attack, a batch of questions at a time; the place of an image that is done goes to the next
/// one, so that batches stay full to the end.
final class AttackRunner {
  private let network: Network
  private let norm: Norm
  private let pool: WorkerPool
  private let batch: Int
  /// Which image of the data set each one is, for its random numbers; `nil` where that is its place.
  private let numbers: [Int]?
  private let aims: Aims?
  /// Passes for each question: as many as there are draws of a random network.
  private let draws: Int
  private let gradients: ClassifierSession
  private let inference: ClassifierSession

  init(_ classifier: Classifier, norm: Norm, batch: Int, numbers: [Int]? = nil, aims: Aims? = nil, engine: Engine) {
    network = classifier.network
    self.norm = norm
    pool = engine.pool
    self.batch = batch
    self.numbers = numbers ?? aims?.numbers
    self.aims = aims
    draws = classifier.network.isRandom ? classifier.draws.count : 1
    gradients = ClassifierSession(classifier, batchSize: batch, purpose: .inputGradient, engine: engine)
    inference = ClassifierSession(classifier, batchSize: batch, engine: engine)
  }

  /// Attacks each item; calls `finished` with each as it ends, in no particular order. Ends where that throws.
  ///
  /// `shifts` (K), by the index of an image, are added to that image's logits before anyone sees them.
  func run(
    _ attack: some Attack, on images: ImageSet, items: [AttackItem], seed: UInt64, shifts: [Int: [Float]] = [:],
    finished: (AttackItem, AttackOutcome) throws -> Void
  ) rethrows {
    let pixels = network.input.count
    let points = FloatBuffer(count: batch * pixels)
    var free = (0..<batch).map { points.pointer + $0 * pixels }
    var waiting = items[...]
    var places: [AttackPlace] = []
    while true {
      while places.count < batch, let item = waiting.popFirst() {
        places.append(start(attack, item, images, seed, shift: shifts[item.index], point: free.removeLast()))
      }
      if places.isEmpty { return }
      choosePoints(&places)
      for place in places where place.question == nil {
        try finished(place.item, place.outcome(pixels: pixels))
        free.append(place.point)
      }
      places.removeAll { $0.question == nil }
      if !places.isEmpty { answer(&places) }
    }
  }

  private func start(
    _ attack: some Attack, _ item: AttackItem, _ images: ImageSet, _ seed: UInt64, shift: [Float]?,
    point: UnsafeMutablePointer<Float>
  ) -> AttackPlace {
    let image = images.image(item.index)
    point.update(from: image, count: image.count)
    let task = AttackTask(
      image: image, shape: network.input, label: Int(images.labels[item.index]), classes: network.classes, norm: norm,
      epsilon: Float(item.epsilon), seed: seed, index: numbers?[item.index] ?? item.index,
      target: aims?.targets[item.index])
    return AttackPlace(item: item, task: task, attack: attack.start(task), shift: shift, point: point)
  }

  private func choosePoints(_ places: inout [AttackPlace]) {
    places.withUnsafeMutableBufferPointer { places in
      pool.parallel(places.count, with: places) { places, index, _ in places[index].choosePoint() }
    }
  }

  /// One forward pass over all points, and one backward over those that want a gradient, which stand first.
  private func answer(_ places: inout [AttackPlace]) {
    places.sort { $0.objective != nil && $1.objective == nil }
    let backward = places.count { $0.objective != nil }
    let session = backward > 0 ? gradients : inference
    let pixels = network.input.count, classes = network.classes
    places.withUnsafeMutableBufferPointer { places in
      pool.parallel(places.count, with: (places, session, pixels)) { shared, row, _ in
        let (places, session, pixels) = shared
        (session.images + row * pixels).update(from: places[row].point, count: pixels)
      }
      session.forward(count: places.count)
      pool.parallel(places.count, with: (places, session, classes)) { shared, row, _ in
        let (places, session, classes) = shared
        places[row].look(
          session.logits + row * classes, gradient: session.logitGradients.map { $0 + row * classes })
      }
      if backward > 0 { session.backward(count: backward) }
      pool.parallel(places.count, with: (places, session, pixels, draws)) { shared, row, _ in
        let (places, session, pixels, draws) = shared
        places[row].take(
          gradient: places[row].objective == nil ? nil : session.imageGradients! + row * pixels, pixels: pixels,
          draws: draws)
      }
    }
  }
}

/// One image in the batch of a runner.
private struct AttackPlace {
  let item: AttackItem
  private let label: Int32
  private let target: Int?
  var attack: any ImageAttack
  /// (H, W, C): where the attack asks.
  let point: UnsafeMutablePointer<Float>
  /// What it asks there; `nil` when it has ended.
  var question: Question?
  /// (K): what is added to the logits.
  private let shift: [Float]?
  /// (K): as the attack sees them.
  private var logits: [Float]
  private var value = 0.0
  /// Whether the objective's gradient vanished, so that the same point is passed again for the margin's.
  private var wantsMargin = false
  private var resists = true
  private var zeroGradient = false
  private var passes = AttackPasses.none

  init(
    item: AttackItem, task: AttackTask, attack: any ImageAttack, shift: [Float]?, point: UnsafeMutablePointer<Float>
  ) {
    self.item = item
    label = Int32(task.label)
    target = task.target
    self.attack = attack
    self.shift = shift
    self.point = point
    logits = [Float](repeating: 0, count: task.classes)
  }

  func outcome(pixels: Int) -> AttackOutcome {
    AttackOutcome(
      resists: resists, zeroGradient: zeroGradient, passes: passes,
      image: Array(UnsafeBufferPointer(start: point, count: pixels)))
  }

  /// The objective whose gradient is wanted in the next pass.
  var objective: Objective? {
    guard case .gradient(let objective) = question else { return nil }
    return wantsMargin ? objective.fallback : objective
  }

  mutating func choosePoint() {
    if !resists {
      question = nil
    } else if !wantsMargin {
      question = attack.ask(point)
    }
  }

  /// Takes the network's logits (K), and writes the gradient (K) of the objective, if there is one.
  mutating func look(_ found: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>?) {
    for k in logits.indices { logits[k] = found[k] + (shift?[k] ?? 0) }
    guard let objective, let gradient else { return }
    let value = objective.evaluate(logits, label: label, classes: logits.count, gradient: gradient)
    if !wantsMargin { self.value = value }
  }

  /// Takes the gradient at the pixels, and tells the attack.
  mutating func take(gradient: UnsafePointer<Float>?, pixels: Int, draws: Int) {
    passes.forward += draws
    if gradient != nil { passes.backward += draws }
    let standing = Standing(logits, classes: logits.count, label: Int(label), target: target)
    let resistsHere = !standing.isAdversarial
    if let gradient, resistsHere, objective!.canVanish, vanishes(gradient, pixels) {
      wantsMargin = true
      zeroGradient = true
      return
    }
    wantsMargin = false
    let found = logits.withUnsafeBufferPointer { logits in
      attack.tell(
        Answer(
          point: UnsafePointer(point), logits: logits.baseAddress!, resists: resistsHere, value: value,
          gradient: gradient))
    }
    if found { resists = false }
  }
}
