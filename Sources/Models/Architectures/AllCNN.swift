extension ArchitectureName {
  /// All-CNN-C (Springenberg et al. 2014, table 1): input dropout 0.2, dropout 0.5 after each stride-2 convolution.
  func allCNNC(_ builder: inout GraphBuilder, _ pixels: Int, _ classes: Int) {
    var plan = Sequential("features", value: builder.dropout(0.2, pixels), index: 1)
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

  /// The All-CNN-C of the Fumanchu code, for its checkpoints: no input dropout, no ReLU behind the strided convolutions,
  /// padding in the third block too, and a mean over the 6x6 pixels at the top left of the 8x8 map.
  func allCNNCFumanchu(_ builder: inout GraphBuilder, _ pixels: Int, _ classes: Int) {
    var value = pixels
    for (block, width) in [96, 192].enumerated() {
      var plan = Sequential("features\(block + 1)", value: value)
      plan.convolution(&builder, width)
      plan.convolution(&builder, width)
      plan.convolution(&builder, width, stride: 2, relu: false)
      value = builder.dropout(0.5, plan.value)
    }
    var plan = Sequential("features3", value: value)
    plan.convolution(&builder, 192)
    plan.convolution(&builder, 192, kernel: 1, padding: 0)
    plan.convolution(&builder, classes, kernel: 1, padding: 0)
    _ = builder.averagePooling(plan.value, window: Self.fumanchuWindow)
  }

  /// One window fits into maps of 6 to 11 pixels on a side; two strides of 2 make those of 21 to 44.
  private static let fumanchuWindow = 6
  static let fumanchuSides = 4 * fumanchuWindow - 3...4 * (2 * fumanchuWindow - 1)

  /// All-CNN-C's plan at widths 16 and 32, without dropout or a ReLU after the last convolution: for quick studies.
  func allCNNMini(_ builder: inout GraphBuilder, _ pixels: Int, _ classes: Int) {
    var plan = Sequential("features", value: pixels)
    for width in [16, 32] {
      plan.convolution(&builder, width)
      plan.convolution(&builder, width)
      plan.convolution(&builder, width, stride: 2)
    }
    plan.convolution(&builder, 32, padding: 0)
    plan.convolution(&builder, 32, kernel: 1, padding: 0)
    plan.convolution(&builder, classes, kernel: 1, padding: 0, relu: false)
    _ = builder.globalAverage(plan.value)
  }
}

/// A PyTorch `Sequential`: every layer, parameters or not, counts in the names.
struct Sequential {
  let name: String
  var value: Int
  var index: Int

  /// `index`: layers that came before.
  init(_ name: String, value: Int, index: Int = 0) {
    self.name = name
    self.value = value
    self.index = index
  }

  /// A convolution and its ReLU, where it has one.
  mutating func convolution(
    _ builder: inout GraphBuilder, _ channels: Int, kernel: Int = 3, stride: Int = 1, padding: Int = 1,
    relu: Bool = true
  ) {
    value = builder.convolution(
      "\(name).\(index)", value, channels, kernel: kernel, stride: stride, padding: padding, relu: relu)
    index += relu ? 2 : 1
  }

  mutating func maxPooling(_ builder: inout GraphBuilder) {
    value = builder.maxPooling(value)
    index += 1
  }

  mutating func dropout(_ builder: inout GraphBuilder, _ rate: Float) {
    value = builder.dropout(rate, value)
    index += 1
  }
}
