import Tensors

/// Numbers that depend on no image, such as a class token: the same for each.
struct Constant: Layer {
  let output: ImageShape

  var tensors: [WeightTensor] { [WeightTensor("constant", .vector(output.count), .bias)] }
  func outputShape(_ inputs: [ImageShape]) -> ImageShape { output }

  func forward(_ call: LayerCall) {
    for image in 0..<call.batch {
      (call.output + image * output.count).update(from: call.weights, count: output.count)
    }
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    guard let weightGradient = gradients.weights else { return }
    weightGradient.update(repeating: 0, count: output.count)
    for image in 0..<call.batch {
      for i in 0..<output.count { weightGradient[i] += gradients.output[image * output.count + i] }
    }
  }
}
