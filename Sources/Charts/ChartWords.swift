/// The words of a chart that is drawn without them: title, subtitle and footnote, for the caption of a figure.
struct ChartWords {
  private let title: String
  private let others: [String]

  init(of chart: some Chart) {
    title = chart.title
    others = [chart.subtitle, chart.footnote].filter { !$0.isEmpty }
  }

  /// The words as sentences in one paragraph.
  var plain: String { ([title] + others).map(Self.sentence).joined(separator: " ") + "\n" }

  /// The words for the argument of TeX's `\caption`, with the title in bold type. It takes LuaLaTeX, XeLaTeX or pdfLaTeX.
  var tex: String {
    (["\\textbf{\(Self.escaped(Self.sentence(title)))}"] + others.map { Self.escaped(Self.sentence($0)) })
      .joined(separator: "\n") + "\n"
  }

  private static func sentence(_ words: String) -> String {
    let first = words.first.map { $0.uppercased() } ?? ""
    let whole = first + words.dropFirst()
    return whole.last.map { ".!?:".contains($0) } ?? true ? whole : whole + "."
  }

  /// The text with TeX's own characters written out, and with commands for the signs that charts use and that the
  /// fonts of pdfLaTeX lack.
  static func escaped(_ text: String) -> String { text.map { commands[$0] ?? String($0) }.joined() }

  private static let commands: [Character: String] = [
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#", "%": "\\%", "_": "\\_",
    "^": "\\textasciicircum{}", "~": "\\textasciitilde{}", "<": "\\textless{}", ">": "\\textgreater{}",
    "|": "\\textbar{}", "\"": "''",
    "\u{A0}": "~", "−": "$-$", "±": "$\\pm$", "×": "$\\times$", "→": "$\\to$", "≤": "$\\le$", "≥": "$\\ge$",
    "≈": "$\\approx$",
    "∞": "$\\infty$", "√": "$\\surd$", "·": "$\\cdot$", "–": "--", "—": "---", "…": "\\dots{}", "“": "``", "”": "''",
    "’": "'",
    "²": "$^2$", "³": "$^3$", "⁰": "$^0$", "¹": "$^1$", "⁴": "$^4$", "⁵": "$^5$", "⁶": "$^6$", "⁷": "$^7$", "⁸": "$^8$",
    "⁹": "$^9$",
    "⁻": "$^-$", "₁": "$_1$", "₂": "$_2$", "ₖ": "$_k$", "ℓ": "$\\ell$", "Δ": "$\\Delta$", "Σ": "$\\Sigma$",
    "α": "$\\alpha$", "β": "$\\beta$", "γ": "$\\gamma$", "δ": "$\\delta$", "ε": "$\\varepsilon$", "λ": "$\\lambda$",
    "μ": "$\\mu$",
    "π": "$\\pi$", "ρ": "$\\rho$", "σ": "$\\sigma$", "τ": "$\\tau$",
  ]
}
