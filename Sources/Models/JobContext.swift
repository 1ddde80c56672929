/// What a job is given besides its task: an engine, a way to be stopped, and somewhere to say how far it is.
public struct JobContext: Sendable {
  public let engine: Engine
  /// Throws where the job is to stop. It may be called from any thread.
  public let check: @Sendable () throws -> Void
  /// Takes how far the job is. It may be called from any thread.
  public let report: @Sendable (JobProgress) -> Void

  public init(
    engine: Engine, check: @escaping @Sendable () throws -> Void = {},
    report: @escaping @Sendable (JobProgress) -> Void = { _ in }
  ) {
    self.engine = engine
    self.check = check
    self.report = report
  }

  /// Says how far the job is; throws where it is to stop.
  public func proceed(_ progress: JobProgress) throws {
    report(progress)
    try check()
  }

  /// The same context, for a job whose progress goes to `report`.
  public func reporting(_ report: @escaping @Sendable (JobProgress) -> Void) -> JobContext {
    JobContext(engine: engine, check: check, report: report)
  }
}

/// How far a job is.
public struct JobProgress: Sendable, Equatable {
  /// What is being done, such as `training`.
  public var stage: String
  /// More about it, such as `epoch 3 of 10`; it may be empty.
  public var detail: String
  /// How much of `total` is done. What is counted differs from job to job.
  public var done: Int
  public var total: Int

  public init(_ stage: String, detail: String = "", done: Int, of total: Int) {
    self.stage = stage
    self.detail = detail
    self.done = done
    self.total = total
  }
}
