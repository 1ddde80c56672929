/// The adversarial images that an audit found, one for each image at each strength: all of them, or the few for examples.
///
/// It is the first that a search found, or that of a sweep where no search found any.
struct AdversarialImages {
  /// By strength and image: (H, W, C).
  private(set) var found: [Double: [Int: [Float]]] = [:]
  /// Those of them that a sweep found.
  private var swept: Set<AttackItem> = []
  private let keeping: Audit.Keeping
  private let clean: [Bool]
  private let largest: Double

  init(_ keeping: Audit.Keeping, clean: [Bool], largest: Double) {
    self.keeping = keeping
    self.clean = clean
    self.largest = largest
  }

  var keepsAny: Bool { !keeping.isDisjoint(with: [.adversarialImages, .examples]) }

  /// Whether one for this image would be kept.
  private func wants(_ item: AttackItem, by attack: AttackName) -> Bool {
    let known = found[item.epsilon]
    // No attack has broken what is wrong without attack.
    guard clean[item.index] else { return false }
    if known?[item.index] != nil { return attack.searches && swept.contains(item) }
    if keeping.contains(.adversarialImages) { return true }
    // Of the images found so far, the first few: an earlier one takes the place of a later one.
    guard item.epsilon == largest else { return false }
    return (known?.count ?? 0) < AdversarialExample.count || known!.keys.contains { $0 > item.index }
  }

  mutating func add(_ image: [Float], of item: AttackItem, by attack: AttackName) {
    guard wants(item, by: attack) else { return }
    found[item.epsilon, default: [:]][item.index] = image
    if attack.searches { swept.remove(item) } else { swept.insert(item) }
    if !keeping.contains(.adversarialImages), found[item.epsilon]!.count > AdversarialExample.count {
      found[item.epsilon]![found[item.epsilon]!.keys.max()!] = nil
    }
  }
}
