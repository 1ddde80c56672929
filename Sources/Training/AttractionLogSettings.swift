/// Of which epochs and how many training images a training logs the attraction.
public struct AttractionLogSettings: Sendable, Codable, Equatable {
  /// Epochs, counted from 1, after which it is logged; empty for all.
  public var epochs: [Int]
  /// The largest number of images. They are chosen evenly from the training images, in their order.
  public var samples: Int

  /// 5,000 images make 160 kB for each epoch.
  public init(epochs: [Int] = [], samples: Int = 5000) {
    self.epochs = epochs
    self.samples = samples
  }

  func holds(_ epoch: Int) -> Bool { epochs.isEmpty || epochs.contains(epoch) }

  /// The epochs that are logged, of a training that had `count`.
  func epochs(of count: Int) -> [Int] { count == 0 ? [] : (1...count).filter(holds) }

  /// The images that are logged, of `count`.
  func indices(of count: Int) -> [Int] {
    let samples = min(samples, count)
    return (0..<samples).map { $0 * count / samples }
  }
}

extension TrainingSettings {
  /// The epochs of `attractionLog`, which setting them turns on.
  public var attractionEpochs: [Int]? {
    get { attractionLog?.epochs }
    set {
      guard let newValue else {
        attractionLog = nil
        return
      }
      attractionLog = attractionLog ?? AttractionLogSettings()
      attractionLog!.epochs = newValue
    }
  }

  /// The number of images of `attractionLog`, which setting it turns on.
  public var attractionSamples: Int? {
    get { attractionLog?.samples }
    set {
      guard let newValue else {
        attractionLog = nil
        return
      }
      attractionLog = attractionLog ?? AttractionLogSettings()
      attractionLog!.samples = newValue
    }
  }
}
