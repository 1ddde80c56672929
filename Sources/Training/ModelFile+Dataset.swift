import Checkpoints

extension ModelFile {
  /// The data set that the file at `path` names; `nil` where it names none, or is of a kind that cannot.
  public static func datasetName(of path: String) throws -> String? {
    isONNX(path) ? nil : try Checkpoint.read(path).metadata["dataset"]
  }

  /// Whether the file at `path` says which loss the model was trained with. An ONNX file cannot.
  public static func namesLoss(at path: String) throws -> Bool {
    isONNX(path) ? false : try Checkpoint.read(path).metadata["loss"] != nil
  }
}
