/// The first adversarial image found for each image, at each strength: all of them, or the few for examples.
struct AdversarialImages {
  /// By strength and image: (H, W, C).
  private(set) var found: [Double: [Int: [Float]]] = [:]
  private let keeping: Audit.Keeping
  private let clean: [Bool]
  private let largest: Double

  init(_ keeping: Audit.Keeping, clean: [Bool], largest: Double) {
    self.keeping = keeping
    self.clean = clean
    self.largest = largest
  }

  var keepsAny: Bool { !keeping.isDisjoint(with: [.adversarialImages, .examples]) }

  /// Whether there is none for this one yet that would be kept.
  func wants(_ item: AttackItem) -> Bool {
    let known = found[item.epsilon]
    // What is wrong without attack, no attack has broken.
    guard clean[item.index], known?[item.index] == nil else { return false }
    if keeping.contains(.adversarialImages) { return true }
    // Of the images found so far, the first few: an earlier one takes the place of a later one.
    guard item.epsilon == largest else { return false }
    return (known?.count ?? 0) < AdversarialExample.count || known!.keys.contains { $0 > item.index }
  }

  mutating func add(_ image: [Float], of item: AttackItem) {
    guard wants(item) else { return }
    found[item.epsilon, default: [:]][item.index] = image
    if !keeping.contains(.adversarialImages), found[item.epsilon]!.count > AdversarialExample.count {
      found[item.epsilon]![found[item.epsilon]!.keys.max()!] = nil
    }
  }
}
