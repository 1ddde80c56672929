import Losses
import Models
import Statistics

@testable import Certification
@testable import LossEvolution
@testable import LossLandscapes
@testable import Reports
@testable import Robustness
@testable import Training

/// A study's results made by hand: two losses, one of them evolved, two seeds, three images.
enum SampleResults {
  static let audit = "name: 'R&D <ε>'\nattack:\n  epsilons:\n  - '0'\n  - 8/255\nlosses:\n- name: \"baikal\"\n"

  static func study(slices: Bool = true, evolved: Bool = true) throws -> StudyResults {
    StudyResults(
      name: "R&D <script>alert(\"ε\")</script>",
      dataset: .init(name: "mnist", classes: 10, training: 12_345, validation: 100, test: 3, digest: "00ff"),
      architecture: .preResNet(depth: 8), parameters: 77_562,
      losses: try [
        .init(
          name: "cross-entropy", loss: Loss(parsing: "cross-entropy"), evolution: nil,
          models: [
            try model("cross-entropy", seed: 1, right: [3, 1], sharpness: slices ? .measured(sharpness) : nil),
            try model(
              "cross-entropy", seed: 2, right: [2, 0], sharpness: slices ? .notMeasured("it <diverged>") : nil),
          ],
          slice: slices ? slice(dimensions: 1) : nil, plane: slices ? slice(dimensions: 2) : nil),
        .init(
          name: "a\"b,c", loss: Loss(parsing: "taylorglo:0,0,1", labelSmoothing: 0.1),
          evolution: evolved ? try evolution() : nil,
          models: [try model("a", seed: 1, right: [3, 3], verdict: .fail), try model("a", seed: 2, right: [3, 2])],
          slice: nil, plane: nil),
      ], audit: audit)
  }

  /// Thirty images: `proved` at ε 0.002, 28 at 0, none at 0.01. Attacks break two.
  static func certification(proved: Int) -> CertificationReport {
    let points = [(0.0, 28), (0.002, proved), (0.01, 0)].map { epsilon, proved in
      CertificationReport.Point(
        epsilon: epsilon, text: "\(epsilon)", proved: proved, broken: 2, open: 28 - proved,
        lower: Accuracy(correct: proved, total: 30), upper: Accuracy(correct: 28, total: 30))
    }
    return CertificationReport(
      total: 30, clean: Accuracy(correct: 29, total: 30), points: points, images: [], checks: [],
      settings: .init(epsilons: [], norm: .linf, secondsPerImage: 0))
  }

  private static func model(
    _ name: String, seed: UInt64, right: [Int], verdict: AuditCheck.Verdict = .pass,
    sharpness: SharpnessFinding? = nil
  ) throws -> StudyResults.ModelResult {
    func points(_ strengths: [Double]) -> [AttackPoint] {
      zip(strengths, right).map { epsilon, right in
        let correct = (0..<3).map { $0 < right }
        return AttackPoint(
          epsilon: Epsilon(epsilon), correct: correct, cumulative: correct, maxPerturbation: epsilon, zeroGradient: 0)
      }
    }
    let strengths = [0, 0.5]
    return .init(
      seed: seed, checkpoint: "models/\(name)/seed-\(seed).safetensors.zst", training: "finished",
      history: [
        EpochRecord(epoch: 1, learningRate: 0.1, trainingLoss: 2, trainingAccuracy: 0.3, validationAccuracy: nil)
      ], testAccuracy: Accuracy(correct: right[0], total: 3),
      attack: AuditReport(
        total: 3, clean: Accuracy(correct: right[0], total: 3),
        curves: [RequestedLoss.own, .named(.crossEntropy), .named(.dlr)].map {
          AttackCurve(AttackLabel(.fgsm, through: $0), points: points(strengths))
        },
        worstCase: points(strengths),
        checks: [
          AuditCheck("zero-gradients", verdict, "12 % < all & sundry"), AuditCheck("random-noise-weaker", .notRun, ""),
        ],
        settings: .init(
          attacks: [.fgsm], epsilons: [try Epsilon(parsing: "0"), try Epsilon(parsing: "0.5")], losses: ["own": "mse"]),
        calibration: calibration(right),
        // Three classes of one image each; the first ones are right.
        perClass: (0..<3).map { label in
          ClassAccuracy(
            number: label, name: label == 0 ? "cat & dog" : nil, total: 1, cleanCorrect: label < right[0] ? 1 : 0,
            worstCase: zip(strengths, right).map { .init(epsilon: $0, correct: label < $1 ? 1 : 0) })
        },
        smallestEpsilons: SmallestEpsilons(
          steps: [.init(epsilon: 0, broken: 3 - right[0]), .init(epsilon: 0.5, broken: 3 - right[1])],
          unbroken: right[1], largest: try Epsilon(parsing: "0.5"))), sharpness: sharpness)
  }

  private static var sharpness: SharpnessReport {
    SharpnessReport(
      total: 3, crossEntropy: .init(0.5, standardError: 0.1), accuracy: 1, halfWidth: nil, directionsWithDrop: 0,
      meanRise: ["0.25": .init(0.1, standardError: 0.01), "0.5": .init(.infinity, standardError: nil)],
      sam: .init(0.2, standardError: 0.02), asam: .init(0.3, standardError: 0.03),
      adaptiveWorstCase: .init(0.4, standardError: nil), adaptiveAverageCase: .init(0.05, standardError: nil),
      hessian: HessianReport(
        parameters: 12, eigenvalues: [.init(value: 7, residual: 0.1, standardError: 0.7)],
        smallest: .init(value: -1, residual: 0.1), trace: .init(20, standardError: 2), traceErrorOverImages: nil,
        layers: [],
        density: SpectralDensity(
          [Lanczos(from: [1, 1], steps: 2, product: { [7 * $0[0], -$0[1]] })!])),
      invariances: ["sam": "nothing"], notes: ["Flatness alone is not robustness."],
      settings: .init(
        seed: 1, directions: 1, adaptiveImages: 3, lanczosSteps: 2, traceProbes: 2, layerSteps: 0, split: .test))
  }

  private static func calibration(_ right: [Int]) -> AuditCalibration {
    func error(_ right: Int) -> CalibrationError {
      CalibrationError(confidences: [0.5, 0.7, 0.9], correct: (0..<3).map { $0 < right })!
    }
    return AuditCalibration(
      clean: error(right[0]),
      underAttack: .init(
        AttackLabel(.fgsm, through: .named(.crossEntropy)), epsilon: Epsilon(0.5), error: error(right[1])))
  }

  private static func evolution() throws -> EvolutionRecord {
    let loss = try Loss(parsing: "taylorglo:0,0,1")
    return EvolutionRecord(
      settings: EvolutionSettings(
        objective: .fgsm, epsilon: try Epsilon(parsing: "0.5"), populationSize: 2, generations: 1,
        training: TrainingSettings()), seed: 1,
      generations: [
        .init(
          generation: 1, fitnesses: [0.25, 0], best: 0.25, median: 0.125, rejected: 1, sigma: 1.2,
          bestLoss: loss)
      ],
      finalists: [
        .init(
          loss: loss, origin: "generation 1, candidate 1", searchFitness: 0.25, fitnesses: [0.2, 0.4],
          fitness: 0.3, validationAccuracy: 0.5)
      ], best: loss, outcome: nil, stop: "all 1 generations are done")
  }

  private static func slice(dimensions: Int) -> SliceReport {
    let grid = [-1.0, 0, 1]
    let points = grid.flatMap { alpha in
      (dimensions == 1 ? [nil] : grid.map(Optional.some)).map { beta in
        SlicePoint(
          alpha: alpha, beta: beta, crossEntropy: 1 + alpha * alpha + (beta ?? 0) * (beta ?? 0), standardError: 0.1,
          ownLoss: 1, correct: alpha == 0 ? 3 : 1, accuracy: alpha == 0 ? 1 : 1.0 / 3)
      }
    }
    return SliceReport(
      total: 3, points: points, flatness: Flatness(points: points),
      settings: .init(
        dimensions: dimensions, pointsPerAxis: 3, range: [-1, 1], seed: 1, loss: "cross-entropy",
        cosine: dimensions == 2 ? 0.01 : nil))
  }
}
