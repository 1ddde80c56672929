import Foundation
import TestSupport
import Testing

/// Files whose content needs three gigabytes, read by a program that may take two.
@Suite("More memory than there is")
struct MemoryLimitTests {
  let lossaudit: Program

  init() throws { lossaudit = Program(folder: try ScratchFolder()) }

  /// A file of `size` bytes that begins with `start` and ends with `end`; the zeros between take no room on the disk.
  private func write(_ start: Data, size: Int, end: [UInt8] = [], to name: String) throws {
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: lossaudit.folder.write(start, to: name)))
    try handle.seek(toOffset: UInt64(size - end.count))
    try handle.write(contentsOf: end.isEmpty ? [0] : end)
    try handle.truncate(atOffset: UInt64(size))
  }

  private func refusal(_ arguments: String...) throws -> String {
    let outcome = try lossaudit.start(arguments, preparation: "ulimit -v 2000000").wait()
    #expect(outcome.code == 1 && outcome.output == "")
    return outcome.errors
  }

  private static func words(_ numbers: Int...) -> [UInt8] {
    numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
  }

  @Test("a MAT-file of a million images is refused with the size and the cause")
  func svhn() throws {
    let images = 1_000_000, size = images * 3072
    // Two matrices of unsigned bytes: class, shape, name, numbers.
    func matrix(_ name: UInt8, _ shape: [Int], _ count: Int) -> [UInt8] {
      let header =
        Self.words(6, 8, 9, 0, 5, 4 * shape.count) + shape.flatMap { Self.words($0) }
        + Self.words(1 << 16 | 1, Int(name)) + Self.words(2, count)
      return Self.words(14, header.count + count) + header
    }
    let start =
      Data(repeating: 0x20, count: 124) + [0x00, 0x01, 0x49, 0x4D]
      + matrix(UInt8(ascii: "X"), [32, 32, 3, images], size)
    let labels = matrix(UInt8(ascii: "y"), [images, 1], images) + [UInt8](repeating: 1, count: images)
    try write(start, size: start.count + size + labels.count, end: labels, to: "train_32x32.mat")
    try lossaudit.folder.write("", to: "test_32x32.mat")
    #expect(
      try refusal("dataset", "inspect", "svhn", "--data-dir", ".").hasPrefix(
        "lossaudit: ./train_32x32.mat: not enough memory for its images; expected 3.1 GB free, found "))
  }

  @Test("so is a safetensors file")
  func safetensors() throws {
    let header = Data(#"{"a":{"dtype":"F16","shape":[1500000000],"data_offsets":[0,3000000000]}}"#.utf8)
    let start = Data(Self.words(header.count, 0)) + header
    try write(start, size: start.count + 3_000_000_000, to: "big.safetensors")
    #expect(
      try refusal("checkpoint", "verify", "big.safetensors").hasPrefix(
        "lossaudit: big.safetensors: not enough memory for its content; expected 3.0 GB free, found "))
  }
}
