import Charts
import Robustness
import Tensors

/// Example images of an attack: the image, the change, and the attacked image that the model gets wrong.
enum ExampleChart {
  /// The contact sheet of `examples`; `nil` where there are none.
  static func chart(
    _ examples: [AdversarialExample], _ shape: ImageShape, report: AuditReport, dataset: String
  ) -> ContactSheet? {
    guard let first = examples.first else { return nil }
    // The largest whole number by which every change stays within a pixel's range about grey.
    let changes = examples.flatMap { zip($0.image, $0.adversarial).map { abs($1 - $0) } }
    let largest = changes.filter { $0.isFinite && $0 > 0 }.max() ?? 1
    let factor = max(1, min((0.5 / Double(largest) + 1e-4).rounded(.down), 1e6))
    let names = ClassNames(report)
    let magnified = examples.map { example in
      zip(example.image, example.adversarial).map { 0.5 + Float(factor) * ($1 - $0) }
    }
    return ContactSheet(
      title: "Attacked images that the model gets wrong",
      subtitle: "\(report.settings.checkpoint.map { "\(Caption.model($0)), " } ?? "")"
        + "\(report.settings.norm.title), ε = \(first.epsilon)",
      headings: examples.map {
        "\(names[$0.label]) → \(names[$0.predicted]) (\(Caption.fixed(100 * Double($0.confidence), decimals: 0))\u{A0}%)"
      },
      rows: [
        .init("image", pictures: examples.map { picture($0.image, shape) }),
        .init("change", detail: "× \(Int(factor)), grey: none", pictures: magnified.map { picture($0, shape) }),
        .init("attacked", pictures: examples.map { picture($0.adversarial, shape) }),
      ], pictureWidth: shape.width, pictureHeight: shape.height, side: 96,
      footnote:
        "\(dataset) test, images \(examples.map { "\($0.index)" }.joined(separator: ", ")) (from 0): the first that "
        + "are right without attack and broken. Above: the class → what the model says (and how sure it is)."
        + names.note(of: examples.flatMap { [$0.label, $0.predicted] }))
  }

  /// The colours of an image with pixels (H, W, C) in [0, 1], which is grey or RGB.
  private static func picture(_ pixels: [Float], _ shape: ImageShape) -> [Color] {
    stride(from: 0, to: pixels.count, by: shape.channels).map { place in
      let levels = (0..<3).map { Double(min(max(pixels[place + (shape.channels == 3 ? $0 : 0)], 0), 1)) }
      return Color(levels[0], levels[1], levels[2])
    }
  }
}
