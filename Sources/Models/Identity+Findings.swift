public import Datasets
public import Files

extension Identity {
  /// All that decides what is found out about a model, whose file is at `path`, beside the `settings`.
  ///
  /// The file stands by its digest, and so do the images. The network is the one in force, whatever the file says of it.
  public init(
    ofFindingsOn path: String, as network: Network, images: ImageSet, dataset: String, precision: Precision,
    settings: [String: (any Encodable)?]
  ) throws {
    let parts: [String: (any Encodable)?] = [
      "checkpoint": Digest.sha256(try AtomicFile.read(path)), "network": network.traits, "images": images.digest,
      "dataset": dataset, "precise": precision == .precise,
    ]
    try self.init(parts.merging(settings) { $1 })
  }
}
