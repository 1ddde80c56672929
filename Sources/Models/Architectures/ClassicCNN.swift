extension ArchitectureName {
  /// Two 5x5 convolutions and two fully connected layers, for 28x28 digits.
  func cnnMNIST(_ builder: inout GraphBuilder, _ pixels: Int, _ classes: Int) {
    var plan = Sequential("features", value: pixels)
    for width in [32, 64] {
      plan.convolution(&builder, width, kernel: 5, padding: 2)
      plan.maxPooling(&builder)
    }
    let hidden = builder.linear("fullyConnected.0", plan.value, 1024, relu: true)
    _ = builder.linear("classifier", builder.dropout(0.4, hidden), classes)
  }

  /// AlexNet (Krizhevsky et al. 2012) as commonly cut down for 32x32 images: 11x11 stem, one fully connected layer.
  func alexNet(_ builder: inout GraphBuilder, _ pixels: Int, _ classes: Int) {
    var plan = Sequential("features", value: pixels)
    plan.convolution(&builder, 64, kernel: 11, stride: 4, padding: 5)
    plan.maxPooling(&builder)
    plan.convolution(&builder, 192, kernel: 5, padding: 2)
    plan.maxPooling(&builder)
    for width in [384, 256, 256] { plan.convolution(&builder, width) }
    plan.maxPooling(&builder)
    _ = builder.linear("classifier", plan.value, classes)
  }
}
