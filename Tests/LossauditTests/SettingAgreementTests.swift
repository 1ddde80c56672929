import TestSupport
import Testing

@Suite("A flag and a key of one setting")
struct SettingAgreementTests {
  private static let train = ["train", "--architecture", "preresnet-8", "--epochs", "1", "--output", "m.zst"]
  private static let evolve = ["evolve", "--architecture", "preresnet-8", "--output", "e"]
  private static let attack = ["attack", "m.zst"]

  @Test(
    "refuse a value in the same words",
    arguments: [
      (evolve, "--retries", "evolution.retries", "1000", "expected a whole number from 0 to 100, found 1000"),
      (
        train, "--batch-size", "training.batch_size", "70000",
        "expected a whole number from 1 to 65536, found 70000"
      ),
      (train, "--drop-factor", "training.schedule.factor", "0", "expected a number above 0, found 0"),
      (train, "--momentum", "training.momentum", "1", "expected a number from 0, below 1, found 1"),
      (train, "--drop-after", "training.schedule.drop_after", "0", "expected an epoch counted from 1, found 0"),
      (
        train, "--initialisation", "training.initialisation", "hee",
        "expected one of he, pytorch, found hee; did you mean he?"
      ),
      (evolve, "--population", "evolution.population", "1", "expected a whole number from 2 to 10000, found 1"),
      (evolve, "--order", "evolution.order", "many", "expected a whole number from 1 to 6, found many"),
      (evolve, "--sigma", "evolution.sigma", "-1", "expected a number above 0, found -1"),
      (
        attack, "--pgd-steps", "attack.budget.pgd_steps", "0", "expected a whole number from 1 to 1000000, found 0"
      ),
      (attack, "--save-png", "attack.save_png", "many", "expected a whole number from 1 to 10000, found many"),
      (attack, "--limit", "attack.limit", "0", "expected a whole number from 1, found 0"),
      (
        attack, "--epsilons", "attack.epsilons", "8",
        "expected a number from 0 to 1 in pixel units, such as 8/255 or 0.031, found 8; did you mean 8/255?"
      ),
      (attack, "--norm", "attack.norm", "l3", "expected one of linf, l2, l1, l0, found l3; did you mean l2?"),
      (
        ["slice", "m.zst"], "--points", "slices.one_dimensional.points", "20000",
        "expected 0, or a whole number from 2 to 10001, found 20000"
      ),
      (
        ["slice", "m.zst"], "--range", "slices.one_dimensional.range", "1:-1",
        "expected two numbers, the smaller first, found 1:-1"
      ),
      (["slice", "m.zst"], "--seed", "slices.seed", "-1", "expected a whole number from 0, found -1"),
    ])
  func agree(command: [String], flag: String, key: String, value: String, words: String) throws {
    let folder = try ScratchFolder(), lossaudit = Program(folder: folder)
    let typed = try lossaudit.run(command + [flag, value])
    #expect(typed.code == 64 && typed.errors.contains("\(flag): \(words)\n"), "\(typed.errors)")
    let set = try lossaudit.run(["run", try folder.write("losses: [mse]", to: "a.yaml"), "--set", "\(key)=\(value)"])
    #expect(set.code == 64 && set.errors.contains("--set \(key)=\(value): \(words)\n"), "\(set.errors)")
    var table = "\(key.split(separator: ".").last!): \(value)"
    for part in key.split(separator: ".").dropLast().reversed() { table = "\(part): {\(table)}" }
    let path = try folder.write("losses: [mse]\n\(table)", to: "b.yaml")
    let written = try lossaudit.run(["run", path, "--dry-run"])
    #expect(written.code == 1 && written.errors == "lossaudit: \(path): line 2: \(key): \(words)\n")
  }
}
