import Testing

@testable import Reports

@Suite("A report as text")
struct ReportTextTests {
  let text: ReportText

  init() throws { text = try ReportText(SampleResults.study(slices: false, evolved: false)) }

  @Test("as Markdown has the summary and tables whose rows are as wide as their heading")
  func markdown() {
    let source = text.source(.markdown)
    #expect(source.hasPrefix("# R&amp;D &lt;script&gt;"))
    #expect(source.contains("| worst case, L∞ ε = 0.5 | 16.7 ± 23.6 | 83.3 ± 23.6 |"))
    #expect(source.contains("| zero-gradients | pass | fail (1 of 2 seeds) |"))
  }

  @Test("as LaTeX is a whole document with tables of booktabs")
  func latex() {
    let source = text.source(.latex)
    for part in [
      #"\begin{document}"#, #"\end{document}"#, #"\toprule"#, #"\bottomrule"#,
      #"worst case, L$\infty$ $\varepsilon$ = 0.5 & 16.7 $\pm$ 23.6 & 83.3 $\pm$ 23.6 \\"#,
    ] {
      #expect(source.contains(part), "\(part)")
    }
  }

  @Test("takes no sign of a name for markup")
  func escapes() {
    #expect(LaTeXText.escaped(#"50 % of $a_b & \c 猫"#) == #"50 \% of \$a\_b \& \textbackslash{}c \texttt{U+732B}"#)
    #expect(MarkdownText.escaped("a|b_c <d>\ne") == #"a\|b\_c &lt;d&gt; e"#)
  }

  @Test("of one model gives Wilson's interval")
  func interval() throws {
    var results = try SampleResults.study(slices: false, evolved: false)
    for loss in results.losses.indices { results.losses[loss].models.removeLast() }
    // Three of three: Wilson's lower bound is 3 / (3 + 1.96²).
    #expect(ReportText(results).source(.markdown).contains("100.0 (43.9 to 100.0)"))
  }

  @Test("says between which shares robust accuracy lies where something was certified")
  func bracket() throws {
    var results = try SampleResults.study(slices: false, evolved: false)
    #expect(!text.source(.markdown).contains("proved"))
    results.losses[0].certification = SampleResults.certification(proved: 20)
    let source = ReportText(results).source(.markdown)
    #expect(source.contains("| L∞ | proved | not broken | open images |"))
    #expect(
      source.contains("| cross-entropy, ε = 0.002 | 66.7 (48.8 to 80.8) | 93.3 (78.7 to 98.2) | 8 |"), "\(source)")
  }
}
