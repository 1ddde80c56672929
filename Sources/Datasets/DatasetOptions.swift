import Files
public import Settings

/// How the files of a data set are read, where their user says it.
///
/// All of it decides pixels or labels, and so it belongs to the identity of whatever is made from the images.
public struct DatasetOptions: Sendable, Codable, Equatable {
  /// How many bits of a 16-bit sample the images of a folder use; `nil` for all.
  public var bits: Int?
  /// What all images become; `nil` where they are of one kind already.
  public var colour: Colour?
  /// The length of the shorter side after resizing; `nil` where images keep their size.
  public var resize: Int?
  /// The side of the square that is cut from the centre; `nil` for the whole image.
  public var crop: Int?
  /// The corruption of images in the layout of CIFAR-10-C, as its file is named; `nil` for other images.
  public var corruption: String?
  /// How strong the corruption is, from 1 to 5.
  public var severity: Int?

  public init() {}

  /// How results name the images of `name` that are read so: `cifar-10`, or `cifar-10, fog 3` where they are corrupted.
  public func title(of name: DatasetName) -> String {
    guard let corruption, let severity else { return name.rawValue }
    return "\(name.rawValue), \(corruption) \(severity)"
  }

  /// Throws a `FileError` where something is said that is without meaning for `name`.
  public func require(for name: DatasetName) throws {
    let image: [(key: String, isSaid: Bool)] = [
      ("bits", bits != nil), ("colour", colour != nil), ("resize", resize != nil), ("crop", crop != nil),
    ]
    _ = try corruptionInForce()
    switch name {
    case .folder: return
    case .cifar10, .cifar100: break
    case .fashionMNIST, .mnist, .svhn:
      guard corruption == nil else { throw Self.refusal("corruption", [.folder, .cifar10, .cifar100], name) }
    }
    if let odd = image.first(where: \.isSaid) { throw Self.refusal(odd.key, [.folder], name) }
  }

  private static func refusal(_ key: String, _ names: [DatasetName], _ name: DatasetName) -> FileError {
    FileError(
      key, "this data set is read as it is",
      expected: "the data set \(names.map(\.rawValue).joined(separator: ", "))",
      found: name.rawValue)
  }

  /// The corruption with its severity; `nil` where none is named. Throws a `FileError` where one stands alone.
  func corruptionInForce() throws -> (name: String, severity: Int)? {
    switch (corruption, severity) {
    case (nil, nil): return nil
    case (let corruption?, let severity?): return (corruption, severity)
    case (_?, nil):
      throw FileError(
        "severity", "the corruption is named without its severity", expected: "1 to \(CorruptedImages.severities)",
        found: "nothing", advice: "name it with --severity, or severity: in an audit file")
    case (nil, _?):
      throw FileError(
        "corruption", "the severity is named without its corruption", expected: "the name of a file", found: "nothing",
        advice: "name it with --corruption, or corruption: in an audit file")
    }
  }
}

/// What all images of a folder become.
public enum Colour: String, Sendable, Codable, CaseIterable {
  case rgb, grey
}

extension DatasetOptions: Configurable {
  public static let usual = DatasetOptions()

  /// The longest side of an image that is resized or cut out.
  public static let largestSide = 512

  public static let settings: [Setting<DatasetOptions>] = [
    Setting("bits", \.bits, .whole(8...16), "Bits of each 16-bit sample that a folder's images use.", usual: "16"),
    Setting(
      "colour", \.colour, .choice, "Turn all images of a folder into RGB or grey ones.", usual: "as they are, all alike"
    ),
    Setting(
      "resize", \.resize, .whole(1...2 * largestSide),
      "Length of the shorter side to which a folder's images are resized, as torchvision's Resize does.",
      usual: "as they are, all alike"),
    Setting(
      "crop", \.crop, .whole(1...largestSide),
      "Side of the square that is cut from the centre of a folder's images, after they are resized.",
      usual: "the whole image"),
    Setting(
      "corruption", \.corruption, .word, "Corruption of data in CIFAR-10-C's layout, as its file is named: fog.",
      usual: "none"),
    Setting(
      "severity", \.severity, .whole(1...CorruptedImages.severities), "How strong the corruption is.", usual: "none"),
  ]
}
