import Files
import Foundation
import Testing

@testable import LossLandscapes

@Suite("Slice arrays")
struct SliceArraysTests {
  @Test("a row of the matrix is one β, a column one α")
  func matrix() throws {
    let report = try SliceReportTests.report(dimensions: 2)
    let matrix = report.matrix(.crossEntropy, of: report.points)
    for (row, beta) in report.betas.enumerated() {
      for (column, alpha) in report.alphas.enumerated() {
        let point = try #require(report.points.first { $0.alpha == alpha && $0.beta == beta })
        #expect(matrix[row * 4 + column] == point.crossEntropy)
      }
    }
    #expect(SliceArrays.npy(report) == NPYFile([4, 4], matrix).npy)
  }

  @Test("an archive has each quantity that was measured, the axes, and the settings")
  func archive() throws {
    let bytes = [UInt8](try SliceArrays.npz(try SliceReportTests.report(dimensions: 2)))
    var names: [String] = []
    try ZipArchive(path: "z", size: bytes.count) { Array(bytes[$0]) }.forEachRecord { names.append($0.name) }
    #expect(
      names == [
        "alpha.npy", "beta.npy", "cross_entropy.npy", "cross_entropy_standard_error.npy", "own_loss.npy",
        "own_loss_standard_error.npy", "correct.npy", "accuracy.npy", "accuracy_standard_error.npy", "total.npy",
        "settings.npy",
      ])
  }
}
