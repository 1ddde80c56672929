import Charts
import Datasets
import Tensors

/// The contact sheet of a data set: a row for each class with its first training images.
enum DatasetSheet {
  private static let picturesPerClass = 10

  static func sheet(_ dataset: Dataset, _ summary: DatasetSummary) -> ContactSheet {
    let set = dataset.mainImages, split = dataset.training.count > 0 ? "training" : "test"
    var first = [[Int]](repeating: [], count: dataset.classes)
    for (index, label) in set.labels.enumerated() where first[Int(label)].count < picturesPerClass {
      first[Int(label)].append(index)
    }
    let rows = zip(dataset.classNames, first).enumerated().map { label, row in
      ContactSheet.Row(
        row.0, detail: "\(summary.training[label]) + \(summary.test[label])",
        pictures: row.1.map { picture(set.pixels(of: $0), channels: set.shape.channels) })
    }
    return ContactSheet(
      title: dataset.name.rawValue,
      subtitle: "The first \(split) images of each class; how many there are for training + test.", rows: rows,
      pictureWidth: set.shape.width, pictureHeight: set.shape.height,
      footnote:
        "\(dataset.training.count) training and \(dataset.test.count) test images, \(set.shape). SHA-256 \(dataset.digest)"
    )
  }

  /// Grey or RGB bytes as colours.
  private static func picture(_ pixels: ArraySlice<UInt8>, channels: Int) -> [Color] {
    stride(from: pixels.startIndex, to: pixels.endIndex, by: channels).map { place in
      let levels = (0..<3).map { Double(pixels[place + (channels == 3 ? $0 : 0)]) / 255 }
      return Color(levels[0], levels[1], levels[2])
    }
  }
}
