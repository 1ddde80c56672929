import Charts
import Files
import Foundation
import Testing

@testable import Reports
@testable import Robustness

@Test func zzscratch() throws {
  for name in ["fm", "cifar", "fgsm"] {
    let path = "/tmp/h-charts-out/\(name).json"
    guard let data = try? AtomicFile.read(path) else { continue }
    let report = try StableJSON.decode(AuditReport.self, from: data, path: path)
    let out = "/tmp/h-charts-out/z-\(name)"
    try AuditChart.chart(report, title: "Accuracy under attack", dataset: "fashion-mnist").write(to: "\(out)/accuracy.png")
    try ClassChart.chart([("", report)], subtitle: "m", dataset: "fashion-mnist")?.write(to: "\(out)/per-class.png")
    try CalibrationChart.chart([("", report)], subtitle: "m", dataset: "fashion-mnist")?.write(to: "\(out)/reliability.png")
    let many = (0..<4).map { ("loss \($0)", report) }
    try ClassChart.chart(many, subtitle: "m", dataset: "fashion-mnist")?.write(to: "\(out)/per-class4.png")
    try CalibrationChart.chart(many, subtitle: "m", dataset: "fashion-mnist")?.write(to: "\(out)/reliability4.png")
  }
}
