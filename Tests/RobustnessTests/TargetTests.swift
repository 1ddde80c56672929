import Datasets
import Models
import Settings
import Tensors
import Testing

@testable import Robustness

@Suite("Targets of attacks")
struct TargetTests {
  private static let names = ["cat", "dog", "1", "9"]

  @Test(
    "a class goes by its name or its number",
    arguments: [("cat", 0), ("dog", 1), ("0", 0), ("3", 3), ("least-likely", nil), ("random", nil)]
      as [(Target, Int?)])
  func numbers(target: Target, number: Int?) throws {
    #expect(try target.classNumber(classes: 4, names: Self.names) == number)
    #expect(Target(parsing: target.text) == target)
  }

  @Test(
    "what no class is called is told with the nearest name, and a name that is another's number is refused",
    arguments: [
      ("dgo", "did you mean dog?"), ("4", nil), ("-1", "did you mean 1?"), ("randon", "did you mean random?"),
      ("", nil),
      ("1", "the class named 1 has the number 2, and 1 is the number of another one"),
    ] as [(Target, String?)])
  func unknown(target: Target, advice: String?) {
    let error = #expect(throws: SettingError.self) { try target.classNumber(classes: 4, names: Self.names) }
    #expect(
      error?.expected == "a class by its name or by its number from 0 to 3, least-likely or random"
        && error?.key == "target" && error?.advice == advice)
  }

  private static let images = ImageSet(
    shape: ImageShape(height: 1, width: 3, channels: 1),
    pixels: (0..<40).flatMap { [UInt8($0 * 6), 100, UInt8(255 - $0 * 6)] }, labels: (0..<40).map { UInt8($0 % 3) })
  /// Each class has its own pixel.
  private static let identity = TestClassifiers.linear([[1, 0, 0], [0, 1, 0], [0, 0, 1]])

  private static func aims(_ target: Target, seed: UInt64 = 1) throws -> Aims {
    try Aims(target, identity, on: images, names: nil, seed: seed, engine: Engine(threads: 1))
  }

  @Test("images of the target's own class are left out, of a named class and of the least likely one")
  func leftOut() throws {
    let named = try Self.aims("2")
    #expect(named.numbers == (0..<40).filter { $0 % 3 != 2 } && Set(named.targets) == [2])
    let least = try Self.aims("least-likely")
    let smallest = (0..<40).map { image in
      let pixels = Array(Self.images.pixels(of: image))
      return (0..<3).min { pixels[$0] < pixels[$1] }!
    }
    #expect(least.numbers == (0..<40).filter { smallest[$0] != $0 % 3 })
    #expect(least.targets == least.numbers.map { smallest[$0] })
  }

  @Test("a random target is by the seed, is never the image's own class, and is every other one for some image")
  func random() throws {
    let one = try Self.aims("random"), other = try Self.aims("random", seed: 2)
    #expect(one.numbers == Array(0..<40) && one != other)
    #expect(try Self.aims("random") == one)
    let pairs = Set(zip(one.numbers, one.targets).map { [$0 % 3, $1] })
    #expect(pairs == [[0, 1], [0, 2], [1, 0], [1, 2], [2, 0], [2, 1]])
  }

  @Test("attacks that lead nowhere in particular cannot be given one")
  func fit() throws {
    var settings = AttackSettings()
    settings.attacks = [.fgsm, .square, .pgd, .autoAttack]
    try settings.requireFit()
    settings.target = .random
    let error = #expect(throws: SettingError.self) { try settings.requireFit() }
    #expect(
      error
        == SettingError(
          "target", expected: "none with square, autoattack", found: "random",
          advice: "attacks with a target are fgsm, pgd, apgd-ce, apgd-dlr, apgd-t, pma, transfer"))
    settings.attacks = [.fgsm, .pgd, .apgdCrossEntropy, .apgdDLR, .targetedAPGD]
    try settings.requireFit()
  }
}
