extension BoundProgram {
  /// Multiplications of one row of a value's numbers on its way back to the input, with windows where the value is a map.
  func multiplications(backFrom value: Int) -> Double {
    // The window of each value that is met; no window where all of its numbers are.
    var met: [Int: MapWindow?] = [value: shapes[value].map { _ in .single }]
    func meet(_ value: Int, _ window: MapWindow?) {
      guard let known = met[value] else {
        met.updateValue(window, forKey: value)
        return
      }
      let both: MapWindow? =
        if let known, let window, let shape = shapes[value] { known.union(window, shape) } else { nil }
      met.updateValue(both, forKey: value)
    }
    var total = 0.0
    for index in (0..<value).reversed() {
      guard let own = met[index + 1] else { continue }
      switch steps[index] {
      case .linear(let map as ConvolutionMap, _, let input) where map.passesWindows:
        let source = own ?? .whole(map.output)
        total += Double(map.filters.count) * Double(source.y.count * source.x.count)
        meet(input, source.behind(map.window, map.input))
      case .linear(let map, _, let input):
        total += Double(map.multiplications)
        meet(input, (map as? PickMap)?.scales == nil ? nil : own)
      case .sum(let terms, _): for term in terms { meet(term.value, own) }
      case .join(let parts): for part in parts { meet(part, own) }
      case .function(_, let input): meet(input, own)
      }
    }
    return total
  }
}
