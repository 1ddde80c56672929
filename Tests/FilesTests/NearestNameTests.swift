import Testing

@testable import Files

@Suite("Nearest name")
struct NearestNameTests {
  static let losses = ["cross-entropy", "mse", "baikal", "taylorglo"]

  @Test(
    "a slip of the finger finds its name, another word finds none",
    arguments: [
      ("bakial", "baikal"), ("Baikal", "baikal"), ("baikl", "baikal"), ("cross_entropy", "cross-entropy"),
      ("crossentropy", "cross-entropy"), ("taylor-glo", "taylorglo"), ("ms", "mse"), ("mse", "mse"),
      ("hinge", nil), ("x", nil), ("", nil),
    ])
  func table(name: String, expected: String?) {
    #expect(NearestName.of(name, in: Self.losses) == expected)
  }

  @Test("no names, no suggestion")
  func empty() {
    #expect(NearestName.of("mse", in: [String]()) == nil)
  }

  @Test("of two names as near, the first is meant")
  func tie() {
    #expect(NearestName.of("cifar-1000", in: ["cifar-100", "cifar-10"]) == "cifar-100")
    #expect(NearestName.of("cat", in: ["bat", "rat"]) == "bat")
  }

  @Test(
    "a change, a gap, an extra letter and a swap of neighbours cost one each",
    arguments: [
      ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0), ("abc", "abd", 1), ("abc", "ac", 1),
      ("abc", "abxc", 1), ("abc", "acb", 1), ("kitten", "sitting", 3), ("ca", "abc", 3),
    ])
  func distance(a: String, b: String, expected: Int) {
    #expect(NearestName.distance(a, b) == expected)
    #expect(NearestName.distance(b, a) == expected)
  }
}
