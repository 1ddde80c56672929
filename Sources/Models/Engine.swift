public import Tensors

/// How networks are computed: on which workers, and by which convolutions.
public struct Engine: Sendable {
  public let pool: WorkerPool
  public let precision: Precision

  public init(pool: WorkerPool, precision: Precision = .usual) {
    self.pool = pool
    self.precision = precision
  }

  public init(threads: Int, precision: Precision = .usual) {
    self.init(pool: WorkerPool(threads: threads), precision: precision)
  }

  public var threads: Int { pool.threads }
}

/// Which convolutions an engine may use.
public enum Precision: String, Sendable, Codable, CaseIterable {
  /// For each shape the fastest method, which may be Winograd's. For evaluation, filters take in batch normalisations.
  case usual
  /// Direct convolutions alone, and filters as they are: no digit is lost to a transform.
  case precise
}
