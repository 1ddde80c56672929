import Robustness
import Testing

@Suite("Usage errors of attack, damage and slice")
struct AttackUsageTests {
  @Test(
    "end with 64, say what is wrong on standard error, and touch nothing",
    arguments: [
      (
        ["attack", "m.zst", "--epsilons", "-0.1"],
        "--epsilons: expected a number from 0 to 1 in pixel units, such as 8/255 or 0.031, found -0.1"
      ),
      (
        ["attack", "m.zst", "--epsilons", "0,8"],
        "--epsilons: expected a number from 0 to 1 in pixel units, such as 8/255 or 0.031, found 8"
      ),
      (
        ["attack", "m.zst", "--epsilons", "0,,1"],
        "--epsilons: expected a number from 0 to 1 in pixel units, such as 8/255 or 0.031, found nothing"
      ),
      (
        ["attack", "m.zst", "--attacks", "fgms"],
        "--attacks: expected one of \(AttackName.allCases.map(\.rawValue).joined(separator: ", ")), found fgms; did you mean fgsm?"
      ),
      (
        ["attack", "m.zst", "--per-example-form", "long"],
        "--per-example-form: expected --per-example with a file too"
      ),
      (
        ["attack", "m.zst", "--per-example", "i.csv", "--per-example-form", "tall"],
        "--per-example-form: expected wide or long, found tall"
      ),
      (["attack", "m.zst", "--attack-loss", "dlrr"], "did you mean dlr?"),
      (["attack", "m.zst", "--attack-loss", "bakial"], "did you mean baikal?"),
      (["attack", "m.zst", "--fail-below", "0.4"], "--fail-below: expected accuracy@ε, such as 0.4@8/255, found 0.4"),
      (["attack", "m.zst", "--fail-below", "0.4@9"], "--fail-below: not an attack strength"),
      (["attack", "m.zst", "--norm", "l3"], "--norm: expected one of linf, l2, l1, l0, found l3; did you mean l2?"),
      (
        ["attack", "m.zst", "--norm", "l2", "--epsilons", "0.5,-1"],
        "expected a number from 0, the L2 length of a change in pixel units, such as 0.5, found -1"
      ),
      (
        ["attack", "m.zst", "--norm", "l1", "--attacks", "autoattack"],
        "--norm: expected linf or l2 with autoattack, found l1; attacks in L1 are fgsm, pgd, apgd-ce, apgd-dlr, apgd-t"
      ),
      (["attack", "m.zst", "--queries", "0"], "--queries: expected a whole number from 1 to 1000000, found 0"),
      (
        ["attack", "m.zst", "--pgd-restarts", "5000"],
        "--pgd-restarts: expected a whole number from 1 to 1000, found 5000"
      ),
      (["attack", "m.zst", "--limit", "0"], "--limit: expected a whole number from 1, found 0"),
      (["attack", "m.zst", "--chart", "c.jpg"], "--chart: expected a name ending in .png, .svg, .pdf, found c.jpg"),
      (
        ["attack", "m.zst", "--chart", "c.pdf", "--format", "svg"],
        "--format: expected pdf, as c.pdf says, found svg"
      ),
      (["attack", "m.zst", "--format", "gif", "--charts", "c"], "--format: expected png, svg, pdf, found gif"),
      (["attack", "m.zst", "--width", "8cm"], "--width: expected a chart too; name it with --chart"),
      (
        ["attack", "m.zst", "--chart", "c.pdf", "--width", "8"],
        "--width: expected a width from 4cm to 100cm, such as 8cm, 120mm, 3.25in or 240pt, found 8"
      ),
      (["attack", "m.zst", "--chart", "c.pdf", "--theme", "blue"], "--theme: expected light or dark, found blue"),
      (["report", "run", "--formats", "png,gif"], "--formats: expected some of png, svg, pdf, found gif"),
      (
        ["attack", "m.zst", "--attacks", "fgsm,square", "--target", "3"],
        "--target: expected none with square, found 3; attacks with a target are fgsm, pgd, apgd-ce, apgd-dlr, apgd-t"
      ),
      (["attack", "m.zst", "--target", ""], "--target: expected a class, least-likely or random, found nothing"),
      (
        ["attack", "m.zst", "n.zst", "--target", "least-likely"],
        "--target: expected a class or random for two models, found least-likely, which differs between them"
      ),
      (
        ["audit", "m.zst", "n.zst", "o.zst", "--target", "least-likely"],
        "--target: expected a class or random for 3 models, found least-likely, which differs between them"
      ),
      (["attack", "m.zst", "--save-png", "0"], "--save-png: expected a whole number from 1 to 10000, found 0"),
      (
        ["attack", "m.zst", "--save-png", "4"],
        "--save-png: expected a folder for the images too; name it with --save-png-dir or --output"
      ),
      (["attack", "m.zst", "n.zst", "--per-example", "f.csv"], "--per-example: expected one checkpoint"),
      (
        ["attack", "m.zst", "n.zst", "--save-adversarial", "f.safetensors"],
        "--save-adversarial: expected one checkpoint"
      ),
      (
        ["damage", "m.zst", "--kinds", "contrast,gausian-noise"],
        "pixelate, weight-noise, weight-dropout, found gausian-noise; did you mean gaussian-noise?"
      ),
      (["damage", "m.zst", "--chart", "c.gif"], "--chart: expected a name ending in .png, .svg, .pdf, found c.gif"),
      (["slice", "m.zst", "--range", "1:-1"], "--range: expected two numbers, the smaller first, found 1:-1"),
      (["slice", "m.zst", "--points", "many"], "--points: expected 0, or a whole number from 2 to 10001, found many"),
      (
        ["slice", "m.zst", "--dimensions", "3"],
        "expected one or two directions or further models, or 1 or 2 dimensions"
      ),
      (["slice", "m.zst", "--points", "0"], "--points: expected 2 or more, since 0 asks for no slice, found 0"),
    ] as [([String], String)])
  func table(arguments: [String], message: String) throws { try UsageError.expect(message, of: arguments) }
}
