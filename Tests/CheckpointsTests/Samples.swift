import Checkpoints
import Foundation
import Tensors

/// A small checkpoint: tensors of four, zero and one number, out of name order.
let sample = Checkpoint(
  tensors: [
    NamedTensor(name: "layer.weight", shape: [2, 2], values: [1, -2.5, .pi, -0]),
    NamedTensor(name: "empty", shape: [0, 3], values: []),
    NamedTensor(name: "layer.bias", shape: [1], values: [.greatestFiniteMagnitude]),
  ], metadata: ["format": "pt", "loss": "taylorglo:λ0 / \"1\""])

/// Safetensors bytes put together by hand: the header's length, the header as given, the data.
func safetensors(_ header: String, _ data: [UInt8] = []) -> Data {
  let length = UInt64(header.utf8.count)
  return Data((0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }) + Data(header.utf8) + data
}
