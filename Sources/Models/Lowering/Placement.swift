import Tensors

/// How the numbers of a graph's value lie in memory: the axes that the value has, and the order in which they are stored.
///
/// Every axis is made of atoms, the outermost first; an axis of one number has none. A reshape regroups atoms and a
/// transposition reorders axes, so neither moves a number, as long as what follows can read them where they are. Feature
/// maps are (N, C, H, W) for the graph and N, H, W, C in memory.
struct Placement {
  /// A factor of an axis. Atoms are the same where their numbers are.
  struct Atom: Hashable {
    let id: Int
    let size: Int
  }

  /// The value of the network that holds the numbers.
  var value: Int
  /// The atoms of each axis. The batch stands for itself, outermost or not.
  var axes: [Axis]
  /// All atoms but the batch in the order of memory, the outermost first: the batch is always before them.
  var order: [Atom]

  /// One axis: its atoms outside the batch's images, then, if it has the batch, those inside them.
  struct Axis {
    var outer: [Atom] = []
    var hasBatch = false
    var inner: [Atom] = []

    init(_ atoms: [Atom] = [], hasBatch: Bool = false) {
      inner = atoms
      self.hasBatch = hasBatch
    }

    /// All but the batch.
    var atoms: [Atom] { outer + inner }
    var count: Int { atoms.reduce(1) { $0 * $1.size } }
  }

  /// Numbers of one image.
  var count: Int { order.reduce(1) { $0 * $1.size } }
  /// The atoms of all axes in the order in which the value's numbers are counted.
  var counted: [Atom] { axes.flatMap(\.atoms) }
  /// The axis that has the batch.
  var batchAxis: Int { axes.firstIndex(where: \.hasBatch)! }

  /// How far apart neighbours along each atom lie in memory.
  var steps: [Atom: Int] {
    var steps: [Atom: Int] = [:], step = 1
    for atom in order.reversed() {
      steps[atom] = step
      step *= atom.size
    }
    return steps
  }

  /// For each index of `atoms`, counted together, where in memory it lies from the first. The value is repeated along
  /// atoms that it lacks.
  func offsets(of atoms: [Atom]) -> [Int] {
    let steps = steps
    return Self.offsets(atoms.map { atom in (0..<atom.size).map { $0 * (steps[atom] ?? 0) } })
  }

  /// All sums of one number from each list, the last list running fastest.
  static func offsets(_ lists: [[Int]]) -> [Int] {
    lists.reduce([0]) { offsets, list in offsets.flatMap { start in list.map { start + $0 } } }
  }

  /// How far apart neighbours along `atoms`, counted together, lie in memory; `nil` where that differs.
  func step(of atoms: [Atom]) -> Int? {
    let steps = steps
    guard let last = atoms.last else { return 1 }
    for (outer, inner) in zip(atoms, atoms.dropFirst()) where steps[outer]! != steps[inner]! * inner.size { return nil }
    return steps[last]!
  }

  /// The other atoms in the order of memory, then `atoms`.
  func ending(with atoms: [Atom]) -> [Atom] { order.filter { !atoms.contains($0) } + atoms }
}
