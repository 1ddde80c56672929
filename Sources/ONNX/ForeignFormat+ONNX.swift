import Files

extension ForeignFormat {
  /// The error for a file of this format in place of an ONNX model. Its advice says how it becomes one.
  func refusalAsONNX(_ path: String) -> FileError {
    FileError(path, "\(rawValue), not an ONNX model", advice: unwrapping ?? advice)
  }

  private var advice: String? {
    switch self {
    case .pytorch, .pickle:
      """
      export the model with Python, where the network's code is:
        import torch
        model.eval()
        torch.onnx.export(model, torch.zeros(1, 3, 32, 32), "model.onnx", input_names=["x"], dynamic_axes={"x": {0: "n"}})
      """
    case .hdf5, .savedModel: "turn it into ONNX with tf2onnx, from PyPI"
    case .safetensors, .safetensorsIndex:
      "it holds weights without a network; export the network with torch.onnx.export"
    case .npz, .npy: "it holds arrays without a network; export the network with torch.onnx.export"
    case .text: "was a page or a message stored in place of the model?"
    case .onnx, .lfsPointer, .tar, .zip, .gzip, .zstd: nil
    }
  }
}
