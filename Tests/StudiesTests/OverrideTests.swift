import Files
import LossEvolution
import LossLandscapes
import Losses
import Robustness
import Testing
import Training

@testable import Studies

@Suite("Overrides of an audit file")
struct OverrideTests {
  static let text = """
    training: {epochs: 4}
    losses:
    - mse
    - {name: robust, evolve: {objective: fgsm, epsilon: 0.1}}
    """

  static func audit(_ overrides: String...) throws -> AuditFile {
    try AuditFile.parse(text, path: "audit.yaml", overrides: overrides)
  }

  @Test("a value is replaced, at any depth, in a table that need not be there")
  func nested() throws {
    let audit = try Self.audit("training.epochs=9", "training.schedule.drop_after=[5, 7]", "slices.seed=3")
    #expect(audit.training.epochs == 9 && audit.training.schedule.dropAfter == [5, 7] && audit.slices.seed == 3)
    #expect(audit.losses[0].training.epochs == 9)
  }

  @Test("an element of a list is named by its name or its index", arguments: ["robust", "1"])
  func element(name: String) throws {
    #expect(try Self.audit("losses.\(name).evolve.epsilon=8/255").losses[1].evolution?.epsilon?.text == "8/255")
  }

  @Test("a plain loss becomes a table as soon as something is set in it", arguments: ["mse", "0"])
  func plainLoss(name: String) throws {
    let audit = try Self.audit("losses.\(name).training.epochs=2")
    #expect(
      audit.losses[0].origin == .given(Loss(.meanSquaredError)) && audit.losses[0].name == "mse"
        && audit.losses[0].training.epochs == 2)
    #expect(audit.training.epochs == 4)
  }

  @Test("the last of several wins")
  func order() throws { #expect(try Self.audit("training.epochs=2", "training.epochs=3").training.epochs == 3) }

  @Test(
    "a bad override is told as the user typed it",
    arguments: [
      ("epochs", "not an override; expected key=value, such as training.epochs=2"),
      ("=2", "not an override; expected key=value, such as training.epochs=2"),
      ("training.epochs=", "not an override; expected key=value, such as training.epochs=2"),
      (
        "losses.robsut.seed=2",
        "no such element \"robsut\"; expected a name, or an index below 2; did you mean \"robust\"?"
      ),
      ("losses.2=mse", "no such element \"2\"; expected a name, or an index below 2"),
      (
        "training.adversarial.epsilon=8/255",
        "training.adversarial.attack: expected one of fgsm, pgd, found nothing"
      ),
      ("training.epoch=2", "unknown key \"epoch\" in training; did you mean \"epochs\"?"),
      (
        "training.epochs=0",
        "expected a whole number from 1 to 100000, found 0"
      ),
    ])
  func errors(override: String, message: String) {
    let error = #expect(throws: FileError.self) { try Self.audit("slices.seed=2", override, "seeds=[4]") }
    #expect(error?.description == "--set \(override): \(message)")
  }

  @Test("a mistake in the file itself is not laid on an override")
  func fileAtFault() {
    let error = #expect(throws: FileError.self) {
      try AuditFile.parse("losses: [mse]\nseed: 1", path: "audit.yaml", overrides: ["training.epochs=2"])
    }
    #expect(error?.path == "audit.yaml" && error?.place == "line 2")
  }

  @Test("an override may mend the file")
  func mends() throws {
    let audit = try AuditFile.parse("losses: [mse]\nseeds: [-1]", path: "audit.yaml", overrides: ["seeds=[5]"])
    #expect(audit.seeds == [5])
  }
}
