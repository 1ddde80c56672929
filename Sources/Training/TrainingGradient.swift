/// What finds the gradient of one step of a training.
protocol TrainingGradient {
  /// In the layout of the weights.
  var gradient: UnsafeMutablePointer<Float> { get }

  /// Overwrites `gradient` with that of the images `order`, as many as a batch has; updates running statistics, and adds the
  /// images to `tally`.
  ///
  /// `epoch` counts from 1, `step` from 0 over all epochs. It ends early once the loss is not finite.
  func compute(
    weights: UnsafeMutablePointer<Float>, order: ArraySlice<Int>, epoch: Int, step: Int, into tally: inout TrainingTally
  )
}

/// The sum of the losses of images, and how many of them were right, as they were seen last.
struct TrainingTally {
  var loss = 0.0
  var correct = 0
}
