@testable import Charts

extension DisplayList {
  /// The texts that reach beyond the canvas.
  var textsOutside: [String] {
    let ruler = TextRuler()
    let canvas = Rect(0, 0, width: size.width, height: size.height)
    return texts.filter { !canvas.contains(ruler.bounds($0)) }.map(\.text)
  }

  /// Pairs of texts that cover each other.
  var overlappingTexts: [String] {
    let ruler = TextRuler()
    let boxes = texts.map { (text: $0.text, box: ruler.bounds($0)) }
    return boxes.indices.flatMap { i in
      boxes[..<i].filter { $0.box.intersects(boxes[i].box) }.map { "\($0.text) / \(boxes[i].text)" }
    }
  }
}
