import Files
import PNGFiles
public import Robustness
import Tensors

/// A folder of attacked images as PNG files: each image, the attacked image, and the difference, magnified.
///
/// The names sort by attack, strength and image: `02-pgd-through-cross-entropy_03-eps-8-255_image-00007_2-adversarial.png`. The
/// table `pictures.csv` beside them says what each one shows.
public struct AttackPictures {
  public let folder: String
  private let epsilons: [Epsilon]
  private let classNames: [String]
  private var labels: [AttackLabel] = []
  private var rows = [
    "clean,adversarial,difference,magnification,attack,attack_loss,epsilon,image,class,target,answer,adversarial_when_saved"
  ]

  public static let table = "pictures.csv"

  /// Of an audit at `epsilons`.
  public init(folder: String, epsilons: [Epsilon], classNames: [String]) {
    self.folder = folder
    // Their ranks are in the names, since 16/255 sorts before 2/255.
    self.epsilons = epsilons.sorted { $0.value < $1.value }
    self.classNames = classNames
  }

  /// Writes the three pictures of an image.
  public mutating func add(_ image: AttackedImage) throws {
    if labels.last != image.label { labels.append(image.label) }
    let rank = epsilons.firstIndex { $0.value == image.epsilon.value } ?? 0
    let stem =
      "\(number(labels.count, 2))-\(plain("\(image.label)"))"
      + "_\(number(rank + 1, 2))-eps-\(plain(image.epsilon.text))_image-\(number(image.index, 5))"
    let changes = zip(image.clean, image.attacked).map { Int($1) - Int($0) }
    let factor = max(1, 127 / max(1, changes.map(abs).max() ?? 1))
    let difference = changes.map { UInt8(min(max(128 + factor * $0, 0), 255)) }
    let title =
      "\(image.label), ε = \(image.epsilon), image \(image.index), \(name(image.truth)), answered \(name(image.answer))"
    let files = [
      ("\(stem)_1-clean.png", image.clean, "without attack"), ("\(stem)_2-adversarial.png", image.attacked, "attacked"),
      ("\(stem)_3-difference-x\(factor).png", difference, "the difference times \(factor), grey where there is none"),
    ]
    for (file, pixels, what) in files {
      let png = PNGImage(
        width: image.shape.width, height: image.shape.height, channels: image.shape.channels, pixels: pixels,
        text: [PNGText("Title", "\(title): \(what)")])
      try AtomicFile.write(png.encoded(path: file), to: "\(folder)/\(file)")
    }
    rows.append(
      (files.map { $0.0 } + [
        "\(factor)", image.label.attack.rawValue, image.label.loss, image.epsilon.text, "\(image.index)",
        name(image.truth), image.target.map(name) ?? "", name(image.answer), image.isAdversarial ? "1" : "0",
      ]).map(CSV.quoted).joined(separator: ","))
  }

  /// Writes the table, when all pictures are there.
  public func finish() throws {
    try AtomicFile.write(rows.joined(separator: "\n") + "\n", to: "\(folder)/\(Self.table)")
  }

  private func name(_ label: Int) -> String { classNames.indices.contains(label) ? classNames[label] : "\(label)" }

  private func number(_ value: Int, _ digits: Int) -> String {
    let text = "\(value)"
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// The text with what is no letter, digit or point replaced, and not too long for the name of a file.
  private func plain(_ text: String) -> String {
    String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") ? $0 : "-" }.prefix(60))
  }
}
