import Tensors
import Testing

@testable import Robustness

@Suite("Square")
struct SquareTests {
  @Test("windows on 32 x 32 pixels have sides 29, 20, 14, 10, 7, 5, 4 and 3")
  func sides() {
    let queries = [0, 10, 11, 50, 51, 200, 201, 500, 501, 1000, 1001, 2000, 2001, 4000, 4001, 4999]
    let sides = queries.map { Square.side(query: $0, height: 32, width: 32) }
    #expect(sides == [29, 29, 20, 20, 14, 14, 10, 10, 7, 7, 5, 5, 4, 4, 3, 3])
  }

  @Test("a window fits into images of any shape", arguments: [(1, 1), (1, 40), (3, 33), (28, 28)])
  func fits(height: Int, width: Int) {
    for query in 0..<9000 {
      let side = Square.side(query: query, height: height, width: width)
      #expect(side >= 1 && side <= min(height, width))
    }
  }
}
