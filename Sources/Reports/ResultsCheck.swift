import Files
import Foundation
import LossEvolution
import LossLandscapes
import Robustness
import Statistics

/// Checks of results that come from a file: each throws a `FileError` that names file and place.
struct ResultsCheck {
  let path: String

  /// The largest number of images that is believed. Sums of a few of them stay within a whole number.
  static let most = Int(Int32.max)

  func error(_ place: String, expected: String, found: String) -> FileError {
    FileError(
      path, at: place, "is not what a run writes", expected: expected, found: found,
      advice: "remove the run's file that was altered, and run the audit again: it makes the file anew")
  }

  func whole(_ number: Int, in range: ClosedRange<Int>, at place: String) throws {
    guard range.contains(number) else {
      throw error(place, expected: "from \(range.lowerBound) to \(range.upperBound)", found: "\(number)")
    }
  }

  func share(_ number: Double, at place: String) throws {
    // Means of shares may be off by their rounding.
    guard (-1e-9...1 + 1e-9).contains(number) else { throw error(place, expected: "from 0 to 1", found: "\(number)") }
  }

  func length(_ count: Int, _ expected: Int, _ noun: String, at place: String) throws {
    guard count == expected else { throw error(place, expected: "\(expected) \(noun)", found: "\(count)") }
  }

  func distinct(_ names: [String], at place: String) throws {
    var seen = Set<String>()
    for name in names where !seen.insert(name).inserted {
      throw error(place, expected: "different ones", found: "\(name) twice")
    }
  }

  /// A loss's name becomes part of a file's name.
  func fileName(_ name: String, at place: String) throws {
    let isName =
      !name.isEmpty && name.utf8.count <= 200 && name.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "/") }
    guard isName else { throw error(place, expected: "a name without /", found: name.debugDescription) }
  }

  func accuracy(_ accuracy: Accuracy, of total: Int, at place: String) throws {
    try whole(accuracy.correct, in: 0...total, at: "\(place).correct")
    let expected = Accuracy(correct: accuracy.correct, total: total)
    try share(accuracy.accuracy, at: "\(place).accuracy")
    guard abs(accuracy.accuracy - expected.accuracy) < 1e-6 else {
      throw error(
        "\(place).accuracy", expected: "\(expected.accuracy), \(accuracy.correct) of \(total)",
        found: "\(accuracy.accuracy)")
    }
    try interval(accuracy.interval, at: place)
  }

  func interval(_ interval: WilsonInterval, at place: String) throws {
    guard 0 <= interval.lower, interval.lower <= interval.upper, interval.upper <= 1 else {
      throw error("\(place).interval", expected: "0 ≤ lower ≤ upper ≤ 1", found: "\(interval.lower), \(interval.upper)")
    }
  }

  func evolution(_ record: EvolutionRecord, at place: String) throws {
    for (number, generation) in record.generations.enumerated() {
      let here = "\(place).generations[\(number)]"
      guard generation.generation == number + 1 else {
        throw error("\(here).generation", expected: "\(number + 1)", found: "\(generation.generation)")
      }
      try whole(generation.rejected, in: 0...generation.fitnesses.count, at: "\(here).rejected")
      for (fitness, key) in generation.fitnesses.map({ ($0, "fitnesses") })
        + [(generation.best, "best"), (generation.median, "median")]
      {
        try share(fitness, at: "\(here).\(key)")
      }
    }
    guard !record.generations.isEmpty else {
      throw error("\(place).generations", expected: "one or more", found: "none")
    }
    for (number, member) in (record.front?.members ?? []).enumerated() {
      for share in [member.validationAccuracy, member.robustAccuracy] {
        try self.share(share, at: "\(place).front[\(number)]")
      }
    }
    guard record.finalists.contains(where: { $0.loss == record.best }) else {
      throw error("\(place).finalists", expected: "the best one among them", found: "\(record.finalists.count) others")
    }
    for (number, finalist) in record.finalists.enumerated() {
      let here = "\(place).finalists[\(number)]"
      for share in finalist.fitnesses + [finalist.fitness, finalist.validationAccuracy] {
        try self.share(share, at: here)
      }
    }
    guard let truth = record.fitnessAgainstTruth else { return }
    try correlation(truth.objective, of: truth.pairs, at: "\(place).fitness_against_truth.objective")
    try correlation(truth.accuracy, of: truth.pairs, at: "\(place).fitness_against_truth.accuracy")
  }

  private func correlation(_ tau: KendallTau?, of pairs: Int, at place: String) throws {
    guard let tau else { return }
    try whole(tau.count, in: pairs...pairs, at: "\(place).count")
    guard -1 <= tau.lower, tau.lower <= tau.tau, tau.tau <= tau.upper, tau.upper <= 1 else {
      throw error(place, expected: "-1 ≤ lower ≤ tau ≤ upper ≤ 1", found: "\(tau.lower), \(tau.tau), \(tau.upper)")
    }
  }

  func slice(_ report: SliceReport, dimensions: Int, at place: String) throws {
    try whole(report.settings.dimensions, in: dimensions...dimensions, at: "\(place).settings.dimensions")
    try whole(report.total, in: 0...Self.most, at: "\(place).total")
    let axis = report.settings.pointsPerAxis
    try whole(axis, in: 1...100_000, at: "\(place).settings.points_per_axis")
    let second = report.settings.secondPoints ?? axis
    try whole(second, in: 1...100_000, at: "\(place).settings.second_points")
    try length(report.points.count, dimensions == 1 ? axis : axis * second, "points", at: "\(place).points")
    if let draws = report.draws {
      try length(draws.count, report.settings.directions ?? 1, "draws", at: "\(place).draws")
      for (number, draw) in draws.enumerated() {
        try length(draw.points.count, report.points.count, "points", at: "\(place).draws[\(number)].points")
      }
      try length(report.spread?.count ?? 0, report.points.count, "places", at: "\(place).spread")
    }
    var seen = Set<[Double]>()
    for (number, point) in report.points.enumerated() {
      let here = "\(place).points[\(number)]"
      guard (point.beta != nil) == (dimensions == 2) else {
        throw error("\(here).beta", expected: dimensions == 2 ? "a number" : "null", found: "\(point.beta as Any)")
      }
      guard seen.insert([point.alpha, point.beta ?? 0]).inserted else {
        throw error(here, expected: "a place of its own", found: "that of another point")
      }
      try whole(point.correct, in: 0...report.total, at: "\(here).correct")
      try share(point.accuracy, at: "\(here).accuracy")
      if let attacked = point.attacked {
        try whole(attacked.correct, in: 0...report.total, at: "\(here).fgsm_correct")
        try share(attacked.accuracy, at: "\(here).fgsm_accuracy")
      }
    }
    guard Set(report.points.map(\.alpha)).count == axis else {
      throw error("\(place).points", expected: "\(axis) different α", found: "\(Set(report.points.map(\.alpha)).count)")
    }
  }
}
