import Checkpoints
import Files
import Models
import Tensors

/// The tensors of a file from elsewhere on their way to a network: under other names, of other types, beside others.
struct ForeignTensors {
  struct Item {
    var name: String
    let shape: [Int]
    let type: String
    /// `nil` where the type is none of weights.
    let values: [Float]?
    var isRenamed = false
  }

  let path: String
  var items: [Item]
  /// What was done to fit the tensors, in words for the user.
  private(set) var notes: [String] = []
  /// What stands before every name of the network; empty for nothing.
  private(set) var prefix = ""

  /// The tensors of `checkpoint` after the user's wishes: `changes` names them.
  ///
  /// Throws a `FileError` where a wish finds nothing.
  init(_ checkpoint: Checkpoint, path: String, _ changes: TensorChanges) throws {
    self.path = path
    items = checkpoint.tensors.map {
      Item(
        name: $0.name, shape: $0.shape, type: checkpoint.rounded.contains($0.name) ? "F64" : "F32", values: $0.values)
    }
    items += checkpoint.others.map { Item(name: $0.name, shape: $0.shape, type: $0.type, values: nil) }
    for rename in changes.renames { try apply(rename) }
    for pattern in changes.ignored {
      let former = items.count
      items.removeAll { NamePattern.matches($0.name, pattern) }
      guard items.count < former else { throw absent(pattern, flag: "--ignore") }
      notes.append("\(former - items.count) tensors are ignored by --ignore \(pattern)")
    }
  }

  /// A whole name is replaced, or else what several names begin with.
  private mutating func apply(_ rename: TensorChanges.Rename) throws {
    let whole = items.contains { $0.name == rename.old }
    var count = 0
    for i in items.indices where whole ? items[i].name == rename.old : items[i].name.hasPrefix(rename.old) {
      items[i].name = rename.new + items[i].name.dropFirst(rename.old.count)
      items[i].isRenamed = true
      count += 1
    }
    guard count > 0 else { throw absent(rename.old, flag: "--rename") }
    var seen = Set<String>()
    if let twice = items.first(where: { !seen.insert($0.name).inserted }) {
      throw FileError(path, at: "--rename \(rename.old)=\(rename.new)", "two tensors would be called \(twice.name)")
    }
  }

  private func absent(_ name: String, flag: String) -> FileError {
    FileError(
      path, at: "\(flag) \(name)", "no tensor has this name",
      advice: NearestName.of(name, in: items.map(\.name)).map { "did you mean \($0)?" })
  }

  /// The name in the network of an item, where what stands before the network's names is `prefix`.
  private static func name(_ item: Item, _ prefix: String) -> String? {
    if item.isRenamed || prefix.isEmpty { return item.name }
    return item.name.hasPrefix(prefix) ? String(item.name.dropFirst(prefix.count)) : nil
  }

  private func coverage(_ wanted: [String], _ prefix: String) -> Int {
    let names = Set(items.compactMap { Self.name($0, prefix) })
    return wanted.count { names.contains($0) }
  }

  /// How many of the `wanted` names are there under one prefix, and the prefixes under which most are.
  func bestPrefixes(for wanted: [String]) -> (count: Int, prefixes: [String]) {
    var candidates: Set<String> = [""]
    for name in [wanted.first, wanted.last].compactMap({ $0 }) {
      for item in items where item.name.hasSuffix("." + name) {
        candidates.insert(String(item.name.dropLast(name.count)))
      }
    }
    let counts = candidates.sorted().map { ($0, coverage(wanted, $0)) }
    let most = counts.map(\.1).max() ?? 0
    return (most, counts.filter { $0.1 == most }.map(\.0))
  }

  /// Takes the prefix under which the network's names stand off all names.
  ///
  /// Throws a `FileError` where two prefixes fit alike, as those of a model and of its moving average do.
  mutating func stripPrefix(for wanted: [String]) throws {
    let (count, prefixes) = bestPrefixes(for: wanted)
    guard count > 0, !prefixes.contains("") else { return }
    guard prefixes.count == 1 else {
      guard count == wanted.count else { return }
      throw FileError(
        path, "the file holds the network \(prefixes.count) times",
        found: "names that begin with \(prefixes.joined(separator: " and with "))",
        advice: "leave one, for example with --ignore '\(prefixes[1])*'")
    }
    prefix = prefixes[0]
    if count == wanted.count { notes.append("the prefix \(prefix) of the tensors' names was taken off") }
  }

  /// The items by their names in the network, without those outside the prefix.
  var named: [String: Item] {
    var named: [String: Item] = [:]
    for item in items { if let name = Self.name(item, prefix) { named[name] = item } }
    return named
  }

  /// The tensors of `layout`, each as it must be.
  ///
  /// Throws a `FileError` that names what does not fit.
  mutating func fitted(to layout: WeightLayout, _ misfit: (TensorMisfit) -> FileError) throws -> [NamedTensor] {
    let named = named
    var missing: [WeightTensor] = [], misshaped: [(WeightTensor, [Int])] = [], found: [NamedTensor] = []
    var used = Set<String>(), rounded = 0
    for tensor in layout.tensors {
      guard let item = named[tensor.name] else {
        missing.append(tensor)
        continue
      }
      used.insert(item.name)
      guard item.shape == tensor.shape else {
        misshaped.append((tensor, item.shape))
        continue
      }
      guard let values = item.values else {
        throw FileError(
          path, at: "tensor \(item.name)", "not a type of weights", expected: "F64, F32, F16 or BF16", found: item.type)
      }
      if item.type == "F64" { rounded += 1 }
      found.append(NamedTensor(name: tensor.name, shape: item.shape, values: values))
    }
    // Counters and sums of other programs stand beside weights under types that the weights do not have.
    let others = items.filter { !used.contains($0.name) && !$0.name.hasSuffix("num_batches_tracked") }
    let isForeign = { (item: Item) in
      item.values == nil || item.type == "F64" && (rounded == 0 || item.values?.count == 1)
    }
    let extra = others.filter { !isForeign($0) }, passed = others.filter(isForeign)
    guard missing.isEmpty, misshaped.isEmpty, extra.isEmpty else {
      throw misfit(TensorMisfit(missing: missing, misshaped: misshaped, extra: extra))
    }
    if rounded > 0 { notes.append("\(rounded) tensors of float64 were rounded to float32") }
    if !passed.isEmpty {
      notes.append(
        "\(passed.count) tensors that are no weights of this network were passed over: "
          + TensorMisfit.list(passed.map { "\($0.name) (\($0.type))" }, separator: ", "))
    }
    return found
  }
}
