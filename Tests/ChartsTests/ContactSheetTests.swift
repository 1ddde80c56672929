import PNGFiles
import Testing

@testable import Charts

@Suite("Contact sheets")
struct ContactSheetTests {
  /// Two rows of pictures whose top left pixel is red and whose others are blue.
  static func sheet(width: Int = 5, height: Int = 3, names: [String] = ["cat", "ankle boot"]) -> ContactSheet {
    let picture = (0..<width * height).map { $0 == 0 ? Color(1, 0, 0) : Color(0, 0, 1) }
    return ContactSheet(
      title: "pictures", subtitle: "The first of each class.",
      rows: names.enumerated().map {
        .init($1, detail: "\($0) + 1", pictures: $0 == 0 ? [picture, picture] : [picture])
      },
      pictureWidth: width, pictureHeight: height, footnote: "three pictures")
  }

  @Test("Names are on the canvas and apart", arguments: [1, 5, 28, 64])
  func layout(side: Int) {
    let list = Self.sheet(width: side, height: side).displayList()
    #expect(list.textsOutside.isEmpty && list.overlappingTexts.isEmpty)
    #expect(list.texts.map(\.text).contains("ankle boot") && list.texts.map(\.text).contains("1 + 1"))
  }

  @Test(
    "Every pixel becomes a square of whole dots, of the same size everywhere", arguments: [(5, 3), (28, 28), (33, 20)])
  func crisp(width: Int, height: Int) throws {
    let image = try PNGImage(data: Self.sheet(width: width, height: height).png(), path: "sheet.png")
    func isColor(_ x: Int, _ y: Int, _ color: [UInt8]) -> Bool {
      let place = (y * image.width + x) * 3
      return Array(image.pixels[place..<place + 3]) == color
    }
    var red = 0, blue = 0
    for y in 0..<image.height {
      for x in 0..<image.width {
        red += isColor(x, y, [255, 0, 0]) ? 1 : 0
        blue += isColor(x, y, [0, 0, 255]) ? 1 : 0
      }
    }
    // Three pictures of one red pixel each; about 96 dots wide.
    let scale = 96 / max(width, height)
    #expect(red == 3 * scale * scale && blue == 3 * scale * scale * (width * height - 1))
  }

  @Test("Headings stand above their columns, wrapped to the pictures' width", arguments: [28, 64, 150])
  func headings(side: Int) throws {
    var sheet = Self.sheet(width: side, height: side)
    sheet.headings = ["ankle boot → sneaker (97 %)", "cat"]
    sheet.side = 96
    let list = sheet.displayList()
    #expect(list.textsOutside.isEmpty && list.overlappingTexts.isEmpty)
    let pictures = list.elements.compactMap { element -> (left: Double, right: Double, top: Double)? in
      if case .cells(let columns, let rows, _) = element { (columns[0], columns.last!, rows[0]) } else { nil }
    }
    let second = try #require(list.texts.first { $0.text == "cat" && $0.font == .annotation }), picture = pictures[1]
    #expect(second.position.x == (picture.left + picture.right) / 2 && second.position.y <= picture.top)
    let ruler = TextRuler()
    for run in list.texts where run.text.contains("sneaker") {
      #expect(ruler.bounds(run).minX >= pictures[0].left - 1e-9 && ruler.bounds(run).maxX <= pictures[0].right + 1e-9)
    }
  }
}
