import Files
import Foundation
import PNGFiles
import Tensors
import TestSupport
import Testing

@testable import Reports
@testable import Robustness

@Suite("Folders of attacked images")
struct AttackPicturesTests {
  private static func image(
    _ label: AttackLabel, _ epsilon: String, index: Int = 7, attacked: [UInt8] = [9, 12, 10, 10, 255, 0]
  ) throws -> AttackedImage {
    AttackedImage(
      label: label, epsilon: try Epsilon(parsing: epsilon), index: index, truth: 1, target: nil, answer: 0,
      isAdversarial: true, shape: ImageShape(height: 1, width: 2, channels: 3), clean: [10, 10, 10, 10, 255, 0],
      attacked: attacked)
  }

  private static func write(_ images: [AttackedImage], to folder: String) throws -> [String] {
    let epsilons = try ["16/255", "2/255", "0"].map { try Epsilon(parsing: $0) }
    var pictures = AttackPictures(folder: folder, epsilons: epsilons, classNames: ["cat, tabby", "dog"])
    for image in images { try pictures.add(image) }
    try pictures.finish()
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test("the names sort by attack, strength and image, and say how much the difference is magnified")
  func names() throws {
    try withTemporaryFolder { folder in
      let pgd = AttackLabel(.pgd, through: try RequestedLoss(parsing: "taylorglo:0.5,-1,2"))
      let names = try Self.write(
        [
          Self.image(AttackLabel(.square), "16/255"), Self.image(pgd, "16/255", index: 12), Self.image(pgd, "2/255"),
        ], to: folder)
      #expect(
        names == [
          "01-square_03-eps-16-255_image-00007_1-clean.png", "01-square_03-eps-16-255_image-00007_2-adversarial.png",
          "01-square_03-eps-16-255_image-00007_3-difference-x63.png",
          "02-pgd-through-taylorglo-0.5--1-2_02-eps-2-255_image-00007_1-clean.png",
          "02-pgd-through-taylorglo-0.5--1-2_02-eps-2-255_image-00007_2-adversarial.png",
          "02-pgd-through-taylorglo-0.5--1-2_02-eps-2-255_image-00007_3-difference-x63.png",
          "02-pgd-through-taylorglo-0.5--1-2_03-eps-16-255_image-00012_1-clean.png",
          "02-pgd-through-taylorglo-0.5--1-2_03-eps-16-255_image-00012_2-adversarial.png",
          "02-pgd-through-taylorglo-0.5--1-2_03-eps-16-255_image-00012_3-difference-x63.png", "pictures.csv",
        ])
    }
  }

  @Test("pictures hold the pixels as they were asked about, and the difference about grey")
  func pixels() throws {
    try withTemporaryFolder { folder in
      let names = try Self.write([Self.image(AttackLabel(.square), "2/255")], to: folder)
      let images = try names.prefix(3).map { try PNGImage(data: AtomicFile.read("\(folder)/\($0)"), path: $0) }
      #expect(images[0].pixels == [10, 10, 10, 10, 255, 0] && images[1].pixels == [9, 12, 10, 10, 255, 0])
      #expect(images[2].pixels == [128 - 63, 128 + 126, 128, 128, 128, 128])
      #expect(images.allSatisfy { $0.width == 2 && $0.height == 1 && $0.channels == 3 })
      #expect(
        images[2].text == [
          PNGText(
            "Title",
            "square, ε = 2/255, image 7, dog, answered cat, tabby: the difference times 63, grey where there is none")
        ])
      let table = String(decoding: try AtomicFile.read("\(folder)/pictures.csv"), as: UTF8.self)
      #expect(
        table.split(separator: "\n")[1].hasSuffix(
          "_3-difference-x63.png,63,square,margin,2/255,7,dog,,\"cat, tabby\",1"))
    }
  }

  @Test("an image that no attack moved has a grey difference")
  func unmoved() throws {
    try withTemporaryFolder { folder in
      let image = try Self.image(AttackLabel(.square), "2/255", attacked: [10, 10, 10, 10, 255, 0])
      let name = try #require(Self.write([image], to: folder).first { $0.contains("difference") })
      let picture = try PNGImage(data: AtomicFile.read("\(folder)/\(name)"), path: name)
      #expect(name.hasSuffix("-x127.png") && picture.pixels.allSatisfy { $0 == 128 })
    }
  }
}
