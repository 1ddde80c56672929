import Foundation

/// Seconds that runs of one step take, each timed alone.
public enum StepTimes {
  /// Times runs of `body` for `seconds` and three at least, after one that is not counted.
  public static func measure(for seconds: Double, _ body: () -> Void) -> [Double] {
    body()
    var times: [Double] = []
    let start = ContinuousClock.now
    while times.count < 3 || ContinuousClock.now - start < .seconds(seconds) {
      let before = DispatchTime.now().uptimeNanoseconds
      body()
      times.append(Double(DispatchTime.now().uptimeNanoseconds - before) / 1e9)
    }
    return times
  }
}
