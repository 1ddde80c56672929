import Foundation

/// A report as LaTeX: a whole document whose tables are set with booktabs and can be copied into a paper.
enum LaTeXText {
  static func document(_ report: ReportText) -> String {
    let items = report.sentences.map { "\\item \(escaped($0))" }.joined(separator: "\n")
    return #"""
      \documentclass{article}
      \usepackage[utf8]{inputenc}
      \usepackage[T1]{fontenc}
      \usepackage[margin=2cm]{geometry}
      \usepackage{booktabs}
      \usepackage{graphicx}
      \setlength{\belowcaptionskip}{6pt}
      \begin{document}
      \section*{\#(escaped(report.title))}
      \begin{itemize}
      \#(items)
      \end{itemize}
      \#(report.tables.map(table).joined(separator: "\n"))
      \end{document}

      """#
  }

  /// A table that is wider than the line is scaled down to it.
  private static func table(_ table: ReportText.Table) -> String {
    func row(_ cells: [String]) -> String { cells.map(escaped).joined(separator: " & ") + #" \\"# }
    let columns = "l" + String(repeating: "r", count: table.header.count - 1)
    return #"""
      \begin{table}[ht]
      \centering
      \caption{\#(escaped(table.title))}
      \resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{%
      \begin{tabular}{\#(columns)}
      \toprule
      \#(row(table.header))
      \midrule
      \#(table.rows.map(row).joined(separator: "\n"))
      \bottomrule
      \end{tabular}}
      \end{table}
      """#
  }

  /// The text, of which no sign is taken for a command. A sign that the fonts may lack is written as its number.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": #"\textbackslash{}"#
      case "{", "}", "$", "&", "#", "_", "%": "\\\(scalar)"
      case "~": #"\textasciitilde{}"#
      case "^": #"\textasciicircum{}"#
      case "<", ">", "|", "\"": "{\\char\(scalar.value)}"
      case "ε": #"$\varepsilon$"#
      case "∞": #"$\infty$"#
      case "±": #"$\pm$"#
      case "−": "$-$"
      case "–": "--"
      case "’": "'"
      case "γ": #"$\gamma$"#
      case "₁", "₂": "$_\(scalar == "₁" ? 1 : 2)$"
      case "\n", "\r": " "
      default:
        scalar.isASCII || (0xC0...0xFF).contains(scalar.value) ? "\(scalar)" : "\\texttt{U+\(hexadecimal(scalar))}"
      }
    }
    .joined()
  }

  private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    String(scalar.value, radix: 16, uppercase: true)
  }
}
