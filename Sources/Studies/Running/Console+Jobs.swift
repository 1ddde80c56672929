public import Models

extension Console {
  /// The context of a job that stops when the user asks for it, and that shows here how far it is.
  public func context(_ engine: Engine) -> JobContext {
    JobContext(engine: engine, check: Interruption.check) { progress in
      self.progress(
        progress.stage, done: Double(progress.done), total: Double(progress.total), detail: progress.detail)
    }
  }
}
