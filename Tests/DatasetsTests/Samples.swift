import Datasets
import Files
import Foundation
import Tensors
import TestSupport

/// `count` images of seeded noise with labels in turn.
func noise(_ count: Int, height: Int = 3, width: Int = 4, channels: Int = 1, classes: Int = 10, seed: UInt64 = 1)
  -> ImageSet
{
  var stream = RandomStream(seed: seed, purpose: .test)
  let shape = ImageShape(height: height, width: width, channels: channels)
  return ImageSet(
    shape: shape, pixels: (0..<count * shape.count).map { _ in UInt8(truncatingIfNeeded: stream.nextBits()) },
    labels: (0..<count).map { UInt8($0 % classes) })
}

/// An IDX file by its specification: zero, zero, the type, the number of dimensions, big-endian sizes, the bytes.
func idx(_ sizes: [Int], _ bytes: [UInt8], type: UInt8 = 8) -> Data {
  Data([0, 0, type, UInt8(sizes.count)])
    + sizes.flatMap { size in (0..<4).map { UInt8(truncatingIfNeeded: size >> (24 - 8 * $0)) } } + bytes
}

func idxImages(_ set: ImageSet) -> Data { idx([set.count, set.shape.height, set.shape.width], set.pixels) }
func idxLabels(_ set: ImageSet) -> Data { idx([set.count], set.labels) }

/// The four files of a data set, plain.
func writeIDX(training: ImageSet, test: ImageSet, to folder: String) throws {
  for (stem, set) in [("train", training), ("t10k", test)] {
    try idxImages(set).write(to: URL(fileURLWithPath: "\(folder)/\(stem)-images-idx3-ubyte"))
    try idxLabels(set).write(to: URL(fileURLWithPath: "\(folder)/\(stem)-labels-idx1-ubyte"))
  }
}

/// CIFAR's records by their specification: the label bytes (those of `coarse` first where given), then red, green and
/// blue planes.
func cifarRecords(_ set: ImageSet, coarse: [UInt8]? = nil) -> Data {
  (0..<set.count).reduce(into: Data()) { data, index in
    if let coarse { data.append(coarse[index]) }
    data.append(set.labels[index])
    let image = set.subset([index]).pixels
    for channel in 0..<3 { data += stride(from: channel, to: image.count, by: 3).map { image[$0] } }
  }
}

/// CIFAR-10's files with the five given batches.
func writeCIFAR10(_ batches: [ImageSet], test: ImageSet, to folder: String) throws {
  for (index, batch) in batches.enumerated() {
    try AtomicFile.write(cifarRecords(batch), to: "\(folder)/data_batch_\(index + 1).bin")
  }
  try AtomicFile.write(cifarRecords(test), to: "\(folder)/test_batch.bin")
}

/// A NumPy array of version 1 with this header.
func npy(_ header: String, _ numbers: [UInt8]) -> Data {
  Data([0x93] + "NUMPY".utf8 + [1, 0, UInt8(header.utf8.count), 0] + header.utf8 + numbers)
}
