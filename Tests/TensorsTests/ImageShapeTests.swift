import Foundation
import Tensors
import Testing

@Suite("Image shape")
struct ImageShapeTests {
  @Test("a shape reads height x width x channels and counts their product")
  func words() {
    let shape = ImageShape(height: 28, width: 14, channels: 3)
    #expect(shape.description == "28x14x3")
    #expect(shape.count == 1176)
  }

  @Test("the keys in files are the words themselves")
  func keys() throws {
    let shape = ImageShape(height: 2, width: 3, channels: 1)
    let json = Data(#"{"channels":1,"height":2,"width":3}"#.utf8)
    #expect(try JSONDecoder().decode(ImageShape.self, from: json) == shape)
    #expect(try JSONDecoder().decode(ImageShape.self, from: JSONEncoder().encode(shape)) == shape)
  }
}
