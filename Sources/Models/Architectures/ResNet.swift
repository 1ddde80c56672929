import Tensors

extension ArchitectureName {
  /// Pre-activation ResNet (He et al. 2016) of depth 6n + 2, widths 16, 32, 64; the shortcut convolution sees the raw input.
  func preResNet(_ builder: inout GraphBuilder, _ pixels: Int, _ classes: Int, depth: Int) {
    var value = builder.convolution("conv1", pixels, 16, bias: false)
    for (stage, width) in [16, 32, 64].enumerated() {
      for block in 0..<(depth - 2) / 6 {
        let name = "layer\(stage + 1).\(block)"
        let stride = stage > 0 && block == 0 ? 2 : 1
        var branch = builder.batchNormalisedReLU("\(name).bn1", value)
        branch = builder.convolution("\(name).conv1", branch, width, stride: stride, bias: false)
        branch = builder.batchNormalisedReLU("\(name).bn2", branch)
        branch = builder.convolution("\(name).conv2", branch, width, bias: false)
        if builder.shape(of: value) != builder.shape(of: branch) {
          value = builder.convolution(
            "\(name).downsample.0", value, width, kernel: 1, stride: stride, padding: 0, bias: false)
        }
        value = builder.addition(branch, value)
      }
    }
    _ = builder.linear("fc", builder.globalAverage(builder.batchNormalisedReLU("bn", value)), classes)
  }

  /// Wide ResNet (Zagoruyko & Komodakis 2016) of depth 6n + 4; the shortcut convolution sees the activated input.
  func wideResNet(
    _ builder: inout GraphBuilder, _ pixels: Int, _ classes: Int, depth: Int, widening: Int
  ) {
    var value = builder.convolution("conv1", pixels, 16, bias: false)
    for (stage, width) in [16 * widening, 32 * widening, 64 * widening].enumerated() {
      for block in 0..<(depth - 4) / 6 {
        let name = "block\(stage + 1).layer.\(block)"
        let stride = stage > 0 && block == 0 ? 2 : 1
        let activated = builder.batchNormalisedReLU("\(name).bn1", value)
        var branch = builder.convolution("\(name).conv1", activated, width, stride: stride, bias: false)
        branch = builder.batchNormalisedReLU("\(name).bn2", branch)
        branch = builder.dropout(0.3, branch)
        branch = builder.convolution("\(name).conv2", branch, width, bias: false)
        if builder.shape(of: value)[1].count != width {
          value = builder.convolution(
            "\(name).convShortcut", activated, width, kernel: 1, stride: stride, padding: 0, bias: false)
        }
        value = builder.addition(value, branch)
      }
    }
    _ = builder.linear("fc", builder.globalAverage(builder.batchNormalisedReLU("bn1", value)), classes)
  }
}
