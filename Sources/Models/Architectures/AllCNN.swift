extension ArchitectureName {
  /// All-CNN-C (Springenberg et al. 2014, table 1): input dropout 0.2, dropout 0.5 after each stride-2 convolution.
  func allCNNC(_ builder: inout NetworkBuilder, _ pixels: Int, _ classes: Int) {
    var plan = Sequential(value: builder.dropout(0.2, pixels), index: 1)
    for width in [96, 192] {
      plan.convolution(&builder, width)
      plan.convolution(&builder, width)
      plan.convolution(&builder, width, stride: 2)
      plan.dropout(&builder, 0.5)
    }
    plan.convolution(&builder, 192, padding: 0)
    plan.convolution(&builder, 192, kernel: 1, padding: 0)
    plan.convolution(&builder, classes, kernel: 1, padding: 0)
    _ = builder.globalAverage(plan.value)
  }

  /// All-CNN-C's plan at widths 16 and 32, without dropout or a ReLU after the last convolution: for quick studies.
  func allCNNMini(_ builder: inout NetworkBuilder, _ pixels: Int, _ classes: Int) {
    var plan = Sequential(value: pixels, index: 0)
    for width in [16, 32] {
      plan.convolution(&builder, width)
      plan.convolution(&builder, width)
      plan.convolution(&builder, width, stride: 2)
    }
    plan.convolution(&builder, 32, padding: 0)
    plan.convolution(&builder, 32, kernel: 1, padding: 0)
    plan.value = builder.convolution("features.\(plan.index)", plan.value, classes, kernel: 1, padding: 0)
    _ = builder.globalAverage(plan.value)
  }
}

/// PyTorch's `Sequential` under `features`: every layer, parameters or not, counts in the names.
struct Sequential {
  var value: Int
  var index: Int

  /// A convolution and its ReLU.
  mutating func convolution(
    _ builder: inout NetworkBuilder, _ channels: Int, kernel: Int = 3, stride: Int = 1, padding: Int = 1
  ) {
    value = builder.convolution(
      "features.\(index)", value, channels, kernel: kernel, stride: stride, padding: padding, relu: true)
    index += 2
  }

  mutating func maxPooling(_ builder: inout NetworkBuilder) {
    value = builder.maxPooling(value)
    index += 1
  }

  mutating func dropout(_ builder: inout NetworkBuilder, _ rate: Float) {
    value = builder.dropout(rate, value)
    index += 1
  }
}
