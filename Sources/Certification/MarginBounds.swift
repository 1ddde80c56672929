/// How far a model is from any mistake in a region: a lower bound of each margin, the logit of the right class less that of
/// another, by CROWN alone (Zhang et al. 2018): no search for slopes and no branching, so that figures of other programs
/// compare. Of networks of ReLUs no bound is looser than CROWN's. Some are a little tighter: the range of a ReLU is the nearer
/// of what its lines and what intervals on the way say.
struct MarginBounds {
  let finder: RangeFinder

  init(_ program: BoundProgram) { finder = RangeFinder(program) }

  /// A bound for each of `classes` classes; `nil` for the right one itself, `label`, and where no finite number is one.
  ///
  /// A network that is too large for lines has intervals in their place; the last bound is by lines even there.
  func minima(on region: InputRegion, label: Int, classes: Int) -> [Double?] {
    let others = (0..<classes).filter { $0 != label }
    let rows = others.flatMap { other in (0..<classes).map { $0 == label ? 1.0 : $0 == other ? -1 : 0 } }
    let bounds = finder.bounds(on: region, finder.refines ? .bothEnds : .intervals).0
    let minima = bounds.minima(
      bounds.backward(
        from: finder.program.output, rows, constants: [Double](repeating: 0, count: others.count)))
    var margins = [Double?](repeating: nil, count: classes)
    for (other, minimum) in zip(others, minima) where minimum.isFinite { margins[other] = minimum }
    return margins
  }
}
