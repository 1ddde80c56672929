public import Datasets
public import Models

/// The work of cutting a slice through a model, along one draw of directions or several.
public struct SliceCut: Sendable {
  public let classifier: Classifier
  public var slice: Slice
  /// One direction for a line or two for a plane, for each draw.
  public var draws: [[Direction]]
  public var measure: SliceMeasure
  public var images: ImageSet

  public init(
    _ classifier: Classifier, _ slice: Slice, draws: [[Direction]], measure: SliceMeasure, on images: ImageSet
  ) {
    precondition(!draws.isEmpty && draws.allSatisfy { $0.count == (slice.betas.isEmpty ? 1 : 2) })
    self.classifier = classifier
    self.slice = slice
    self.draws = draws
    self.measure = measure
    self.images = images
  }

  /// Measures all places, and returns the points of each draw, those of one α together.
  ///
  /// Coarse places come first. `onCoarse` is called with what a coarser slice has, as soon as it is whole. Points that the
  /// journal has are taken from there.
  public func run(
    in context: JobContext, journal: SliceJournal? = nil,
    onCoarse: (_ slice: Slice, _ draws: [[SlicePoint]]) throws -> Void = { _, _ in }
  ) throws -> [[SlicePoint]] {
    let meter = SliceMeter(classifier, measure, on: images, engine: context.engine)
    let total = slice.places.count * draws.count
    var found = draws.indices.map { draw in
      Dictionary(
        (journal?.points[draw] ?? []).map { (Slice.Place(alpha: $0.alpha, beta: $0.beta), $0) },
        uniquingKeysWith: { first, _ in first })
    }
    let known = Set(slice.places)
    for draw in found.indices { found[draw] = found[draw].filter { known.contains($0.key) } }
    func done() -> Int { found.map(\.count).reduce(0, +) }
    if done() > 0 { try context.proceed(JobProgress("slicing", done: done(), of: total)) }
    func points(of slice: Slice) -> [[SlicePoint]] { found.map { found in slice.places.map { found[$0]! } } }
    for level in slice.refinements {
      for draw in draws.indices {
        for place in level.places where found[draw][place] == nil {
          let point = meter.point(place, along: draws[draw])
          found[draw][place] = point
          try journal?.record(point, draw: draw)
          try context.proceed(JobProgress("slicing", done: done(), of: total))
        }
      }
      if level != slice { try onCoarse(level, points(of: level)) }
    }
    return points(of: slice)
  }
}
