extension Duration {
  /// The duration in seconds. Durations are differences of a clock that nobody sets back.
  public var seconds: Double { self / .seconds(1) }
}
