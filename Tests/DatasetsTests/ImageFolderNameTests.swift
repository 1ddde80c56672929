import Files
import Foundation
import PNGFiles
import Tensors
import TestSupport
import Testing

@testable import Datasets

@Suite("Names in image folders")
struct ImageFolderNameTests {
  private static func picture(_ level: UInt8) throws -> Data {
    try PNGImage(width: 2, height: 2, channels: 1, pixels: [0, level, level, level]).encoded()
  }

  /// Writes below a path of any bytes, which Foundation's own functions would not all take.
  private static func write(_ data: Data, _ folder: String, _ names: [[UInt8]]) {
    var path = Array(folder.utf8)
    for (index, name) in names.enumerated() {
      path += [0x2F] + name
      let text = (path + [0]).map { CChar(bitPattern: $0) }
      if index < names.count - 1 {
        mkdir(text, 0o755)
      } else {
        let descriptor = open(text, O_CREAT | O_WRONLY | O_TRUNC, 0o644)
        data.withUnsafeBytes { _ = Foundation.write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
      }
    }
  }

  /// Pieces of names that one program writes and another mistakes.
  private static let pieces: [[UInt8]] = [
    "\u{E9}", "e\u{301}", "\u{212B}", "\u{C5}", "A\u{30A}", " ", "  ", "'", "\"", "\n", "\r\n", "\t", "\\", "%2F", "%",
    "#",
    "?", "*", "~", "-", "$HOME", "日本", "\u{1F600}", "\u{200D}", "\u{FB01}", "K\u{212A}", "a", "b", "Z", "..", ":", ";",
    "|", "&",
  ].map { Array($0.utf8) }
  private static let invalid: [[UInt8]] = [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0x80]]

  /// A name of up to 255 bytes with `ending`, valid but for one in eight.
  private static func name(_ stream: inout RandomStream, ending: String) -> [UInt8] {
    func pick(_ choices: [[UInt8]]) -> [UInt8] { choices[Int(stream.nextBits() % UInt32(choices.count))] }
    // A letter in front, since names that begin with a dot are hidden.
    var name: [UInt8] = stream.nextBits() % 2 == 0 ? [0x78] : pick(pieces.filter { $0.first != 0x2E })
    let length = stream.nextBits() % 8 == 0 ? 255 - ending.utf8.count : Int(stream.nextBits() % 12)
    while name.count < length { name += pick(pieces) }
    if stream.nextBits() % 8 == 0 { name += pick(invalid) }
    while name.count > 255 - ending.utf8.count { name.removeLast() }
    return name + ending.utf8
  }

  /// The bytes as an error shows them.
  private static func shown(_ bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    return bytes.map { (0x20..<0x7F).contains($0) ? String(UnicodeScalar($0)) : String(format: "\\x%02x", $0) }.joined()
  }

  @Test("each image is counted, or its file or class is named in an error", arguments: 0..<150)
  func fuzz(seed: Int) throws {
    var stream = RandomStream(seed: UInt64(seed), purpose: .test)
    try withTemporaryFolder { folder in
      let classes = (0..<3).map { _ in Self.name(&stream, ending: "") }
      var written: [String: Int] = [:], offenders: Set<[UInt8]> = []
      for split in ["train", "test"] {
        var all: Set<[[UInt8]]> = []
        for (index, own) in classes.enumerated() {
          // Now and then the test split's class is written another way.
          let twin = split == "test" && stream.nextBits() % 6 == 0 ? Self.name(&stream, ending: "") : own
          if !classes.contains(twin) || String(validating: twin, as: UTF8.self) == nil { offenders.insert(twin) }
          for image in 0..<2 {
            let file = Self.name(&stream, ending: ".png")
            if String(validating: file, as: UTF8.self) == nil { offenders.insert(file) }
            all.insert([twin, file])
            Self.write(
              try Self.picture(UInt8(50 + 20 * index + image)), folder, [Array(split.utf8), twin, file])
          }
        }
        written[split] = all.count
      }
      let isOne = Set(classes).count == 1
      do {
        let dataset = try Dataset.load(.folder, folder: folder)
        #expect(offenders.isEmpty, "an odd name was passed over")
        #expect(dataset.training.count == written["train"] && dataset.test.count == written["test"])
        #expect(dataset.classes == Set(classes).count)
      } catch let error as FileError {
        #expect(isOne || offenders.contains { error.path.utf8.hasSuffix(Self.shown($0).utf8) }, "\(error)")
      }
    }
  }

  @Test("a class of the test images whose letters are written another way is told by its bytes")
  func twins() throws {
    try withTemporaryFolder { folder in
      for (split, own) in [("train", "\u{E9}"), ("train", "a"), ("test", "a"), ("test", "e\u{301}")] {
        Self.write(try Self.picture(90), folder, [Array(split.utf8), Array(own.utf8), Array("1.png".utf8)])
      }
      let error = #expect(throws: FileError.self) { try Dataset.load(.folder, folder: folder) }
      #expect(
        error?.description == "\(folder)/test/e\u{301}: not a class of the training images; expected the bytes c3 a9, "
          + "as in \(folder)/train, found 65 cc 81; rename one, since the same letters are written in two ways")
    }
  }

  @Test("both ways of writing the same letters are two classes, and two images")
  func both() throws {
    try withTemporaryFolder { folder in
      for (index, name) in ["\u{E9}", "e\u{301}"].enumerated() {
        for split in ["train", "test"] {
          for file in ["\u{E9}.png", "e\u{301}.png"] {
            Self.write(
              try Self.picture(UInt8(90 + index)), folder, [split, name, file].map { Array($0.utf8) })
          }
        }
      }
      let dataset = try Dataset.load(.folder, folder: folder)
      // The decomposed letter begins with an e, and comes first.
      #expect(dataset.training.labels == [0, 0, 1, 1] && dataset.test.labels == [0, 0, 1, 1])
      #expect(dataset.training.pixels(of: 0).last == 91 && dataset.training.pixels(of: 3).last == 90)
    }
  }
}

extension String.UTF8View {
  fileprivate func hasSuffix(_ other: String.UTF8View) -> Bool { suffix(other.count).elementsEqual(other) }
}
