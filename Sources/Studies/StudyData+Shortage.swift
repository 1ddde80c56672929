import Datasets

extension StudyData {
  /// What is to be said where `images`, the first of the test images, lack classes that the others have; `nil` where they
  /// do not.
  func shortage(of images: ImageSet) -> String? {
    images.classShortage(of: classNames, labels: tests.facts.labels).map { shortage in
      // Fewer images than classes cannot be of every class.
      images.count < test.count && images.count >= classes
        ? "\(shortage); --set dataset.test=\(images.count) takes as many from every class in proportion" : shortage
    }
  }
}
