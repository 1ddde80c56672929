/// What is known of the Hessian of the mean cross-entropy, over all trained numbers of a model.
public struct HessianReport: Sendable, Codable, Equatable {
  /// How many trained numbers there are: the order of the Hessian.
  public var parameters: Int
  /// The largest eigenvalues, the largest first.
  public var eigenvalues: [Eigenvalue]
  /// The smallest eigenvalue that Lanczos' method finds. It is negative where the loss bends down.
  public var smallest: Eigenvalue
  /// The sum of all eigenvalues. Its standard error is that over the random probes.
  public var trace: SharpnessReport.Estimate
  /// The standard error of the trace over parts of the images, with the probes held fixed.
  public var traceErrorOverImages: Double?
  /// The blocks of the Hessian that belong to one tensor each.
  public var layers: [Layer]
  public var density: SpectralDensity

  /// An eigenvalue, found by products alone.
  public struct Eigenvalue: Sendable, Codable, Equatable {
    public var value: Double
    /// An eigenvalue of the Hessian of these images lies at most so far from `value`.
    public var residual: Double
    /// The standard error over parts of the images, along the eigenvector of all of them; `nil` where it was not asked for.
    public var standardError: Double?

    enum CodingKeys: String, CodingKey {
      case value, residual
      case standardError = "standard_error"
    }
  }

  public struct Layer: Sendable, Codable, Equatable {
    /// The name of the tensor, as in a checkpoint.
    public var name: String
    /// How many numbers it has.
    public var parameters: Int
    public var trace: SharpnessReport.Estimate
    /// The largest eigenvalue of the block of a layer's weights; `nil` for vectors, and where it was not asked for.
    public var largest: Eigenvalue?

    enum CodingKeys: String, CodingKey {
      case name, parameters, trace
      case largest = "largest_eigenvalue"
    }
  }

  enum CodingKeys: String, CodingKey {
    case parameters, eigenvalues, trace, layers, density
    case smallest = "smallest_eigenvalue"
    case traceErrorOverImages = "trace_standard_error_over_images"
  }
}
