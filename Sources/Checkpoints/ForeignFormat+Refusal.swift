import Files

extension ForeignFormat {
  /// The error for a file of this format in place of a checkpoint. Its advice says how it becomes one.
  func refusal(_ path: String) -> FileError {
    // What PyTorch's endings promise is most likely PyTorch's, even where the archive is cut.
    let isPromised = self == .zip && [".pt", ".pth"].contains { path.hasSuffix($0) }
    let format = isPromised ? .pytorch : self
    return FileError(path, "\(rawValue), not safetensors", advice: format.unwrapping ?? format.advice(path))
  }

  private func advice(_ path: String) -> String? {
    switch self {
    case .pytorch, .pickle:
      // These files run code when they are read, so that PyTorch alone may read them.
      """
      turn it into safetensors with Python:
        import torch, safetensors.torch
        state = torch.load("\(path)", map_location="cpu")  # a state dict, or model.state_dict()
        safetensors.torch.save_file({k: v.contiguous() for k, v in state.items()}, "model.safetensors")
      """
    case .npz:
      """
      turn it into safetensors with Python:
        import numpy, safetensors.numpy
        safetensors.numpy.save_file(dict(numpy.load("\(path)")), "model.safetensors")
      """
    case .npy: "one array is no model; save all arrays of the model with safetensors.numpy.save_file"
    case .hdf5:
      "Keras and h5py write such files; read its arrays in Python, and write them with safetensors.numpy.save_file"
    case .safetensorsIndex:
      "it lists the files of a model in parts; join them in Python with safetensors.torch.load_file and save_file"
    case .onnx: "it is read as a model where its name ends in .onnx"
    case .savedModel: "turn it into ONNX with tf2onnx, from PyPI"
    case .text: "was a page or a message stored in place of the checkpoint?"
    case .safetensors, .lfsPointer, .tar, .zip, .gzip, .zstd: nil
    }
  }
}
