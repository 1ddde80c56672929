/// A loss as a function of the probabilities and the label, before label smoothing.
///
/// Every loss is `L(h, y) = -Σₖ f(hₖ, yₖ)` per example, `h = softmax(z)`, `y` the target distribution. There is no factor
/// 1/n, so that cross-entropy is the usual one and learning rates carry over. f and γ are what theory reads; training
/// and attacks use `evaluate`, which does not lose digits where a softmax saturates. A loss is one file that conforms to
/// this protocol, and one case of `LossName`.
public protocol LossFunction: Hashable, Sendable {
  /// The name by which users know the loss.
  static var name: LossName { get }
  /// Help and error texts write the numbers behind the name so, such as `λ0,λ1,…`; `nil` is a loss without numbers.
  static var parameterUsage: String? { get }
  /// It says when training divides the loss by its pull at the null epoch.
  static var trainingScale: TrainingScale { get }

  /// Reads the numbers that a user wrote.
  init(_ parameters: LossParameters) throws
  /// The numbers from which `init` makes the same loss.
  var parameters: [Double] { get }

  /// f as an expression, of which formulas and other programs' code are made.
  var formula: Formula { get }
  /// τ where the logits z are first divided by τ ‖z‖, so that the loss is none of the network's own softmax; `nil` elsewhere.
  var logitTemperature: Double? { get }

  /// One class's part of the loss, where `h` is its probability and `y` its target.
  func f(h: Double, y: Double) -> Double
  /// The coefficient of the learning-rule decomposition, `γ = ∂f/∂h`.
  ///
  /// A step of gradient descent is `θ ← θ + η Σₖ γₖ ∂hₖ/∂θ`, so γ says how hard a loss pulls each probability up. At the
  /// ends h = 0 and h = 1 it is the limit, which may be infinite.
  func gamma(h: Double, y: Double) -> Double

  /// The loss of one example, `-Σₖ f(hₖ, yₖ)`; writes its gradient at the logits, `∂L/∂zₖ = -hₖ (γₖ - Σⱼ γⱼ hⱼ)`.
  ///
  /// It is called once for an example and loops over the n classes itself. NaN probabilities give NaN.
  func evaluate(_ row: SoftmaxRow, _ y: Targets, gradient: UnsafeMutablePointer<Double>) -> Double

  /// The loss that stands for this one in training, such as one whose first steps are bounded.
  func inTraining(classes: Int) -> Self
  /// What `inTraining` does, in words without a full stop; `nil` for nothing.
  func trainingNote(classes: Int) -> String?
}

extension LossFunction {
  public static var parameterUsage: String? { nil }
  public static var trainingScale: TrainingScale { .asPublished }
  public var parameters: [Double] { [] }
  public var logitTemperature: Double? { nil }
  public func inTraining(classes: Int) -> Self { self }
  public func trainingNote(classes: Int) -> String? { nil }
}
