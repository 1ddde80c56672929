import Testing

@testable import Files

@Suite("Output")
struct OutputTests {
  @Test(
    "control characters are shown instead of sent; letters of any script, line ends and tabulators stay",
    arguments: [
      ("a\u{1B}[2Jb", "a\\u{1B}[2Jb"), ("a\u{9B}31mb", "a\\u{009B}31mb"), ("bell\u{7}", "bell\\u{07}"),
      ("a\rb", "a\\rb"),
      ("Ä, ε = 8/255\n\tβ", "Ä, ε = 8/255\n\tβ"),
    ])
  func harmless(text: String, shown: String) { #expect(Output.harmless(text) == shown) }
}
