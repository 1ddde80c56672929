import Testing

@testable import Files

@Suite("Parts of a path")
struct PathPartsTests {
  @Test(
    "a path is its folder and the name in it, also where it has one letter",
    arguments: [
      ("t", ".", "t"), ("t/m", "t", "m"), ("/t", "/", "t"), ("a/b/", "a", "b"), ("/", "/", ""), ("a//b", "a/", "b"),
      ("ä/ε", "ä", "ε"),
    ])
  func parts(path: String, folder: String, name: String) {
    let parts = PathParts(path)
    #expect(parts.folder == folder && parts.name == name)
  }
}
