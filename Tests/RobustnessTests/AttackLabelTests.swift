import Foundation
import Testing

@testable import Robustness

@Suite("Attack labels")
struct AttackLabelTests {
  static let labels: [(AttackLabel, String, String)] = [
    (AttackLabel(.fgsm, through: .own), "fgsm through own", "FGSM through OWN"),
    (AttackLabel(.pgd, through: "taylorglo:0,0,1"), "pgd through taylorglo:0,0,1", "PGD through TAYLORGLO:0,0,1"),
    (AttackLabel(.targetedAPGD), "apgd-t", "APGD-T"), (AttackLabel(.autoAttack), "autoattack", "AutoAttack"),
  ]

  @Test("name the attack, and the loss where it follows any", arguments: labels)
  func words(label: AttackLabel, description: String, title: String) throws {
    #expect("\(label)" == description)
    #expect(label.title { "\($0)".uppercased() } == title)
    #expect(try JSONDecoder().decode(AttackLabel.self, from: JSONEncoder().encode(label)) == label)
  }

  @Test("a loss that is none, or another than the attack's own, is refused when it is read")
  func refused() {
    for json in ["{\"attack\": \"pgd\", \"loss\": \"crossentropy\"}", "{\"attack\": \"square\", \"loss\": \"dlr\"}"] {
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(AttackLabel.self, from: Data(json.utf8)) }
    }
  }
}
