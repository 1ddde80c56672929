import Files
import Foundation
import Tensors
import Testing

@testable import Checkpoints

@Suite("Safetensors")
struct SafetensorsTests {
  private func names(_ checkpoint: Checkpoint) -> [String] { checkpoint.tensors.map(\.name) }

  @Test("a checkpoint comes back as written, tensors in name order")
  func roundTrip() throws {
    let read = try Checkpoint(decoding: sample.encoded, path: "a.safetensors")
    #expect(read.metadata == sample.metadata)
    #expect(read.tensors == sample.tensors.sorted { $0.name < $1.name })
    // Minus zero and NaN keep their bits.
    let odd = Checkpoint(
      tensors: [.init(name: "x", shape: [2], values: [-0.0, Float(bitPattern: 0x7FC0_1234)])], metadata: [:])
    let bits = try Checkpoint(decoding: odd.encoded, path: "a").tensors[0].values.map(\.bitPattern)
    #expect(bits == [0x8000_0000, 0x7FC0_1234])
  }

  @Test("the bytes are those of the format: length, sorted JSON padded to eight, little-endian numbers")
  func bytes() {
    let checkpoint = Checkpoint(
      tensors: [.init(name: "b", shape: [1], values: [1]), .init(name: "a", shape: [1], values: [2])],
      metadata: ["k": "v"])
    let header =
      #"{"__metadata__":{"k":"v"},"a":{"data_offsets":[0,4],"dtype":"F32","shape":[1]},"#
      + #""b":{"data_offsets":[4,8],"dtype":"F32","shape":[1]}}"#
    let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    #expect(checkpoint.encoded == safetensors(padded, [0, 0, 0, 0x40, 0, 0, 0x80, 0x3F]))
  }

  @Test("the data begins at a multiple of eight, whatever the header", arguments: 0..<9)
  func alignment(length: Int) throws {
    let checkpoint = Checkpoint(
      tensors: [.init(name: "w", shape: [1], values: [1])], metadata: ["k": String(repeating: "x", count: length)])
    #expect(try SafetensorsLayout(checkpoint.encoded, path: "a").dataStart % 8 == 0)
  }

  @Test("the bytes do not depend on the order of tensors or metadata")
  func deterministic() {
    let many = Dictionary(uniqueKeysWithValues: (0..<40).map { ("key\($0)", "\($0)") })
    let tensors = (0..<20).map { NamedTensor(name: "t\($0)", shape: [1], values: [Float($0)]) }
    let first = Checkpoint(tensors: tensors, metadata: many).encoded
    var reversed = [String: String]()
    for (key, value) in many.sorted(by: { $0.key > $1.key }) { reversed[key] = value }
    #expect(Checkpoint(tensors: tensors.reversed(), metadata: reversed).encoded == first)
  }

  @Test("a part of a larger buffer is read like a file of its own")
  func slice() throws {
    let padded = Data([1, 2, 3]) + sample.encoded
    #expect(try Checkpoint(decoding: padded.dropFirst(3), path: "a") == Checkpoint(decoding: sample.encoded, path: "a"))
  }

  @Test("integers are no weights: they are told by name, shape and type, for whoever wants them to refuse")
  func integers() throws {
    let counter = safetensors(
      #"{"bn.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"#
        + #""w":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}"#, [UInt8](repeating: 0, count: 12))
    #expect(names(try Checkpoint(decoding: counter, path: "a")) == ["w"])
    let integer = safetensors(
      #"{"ids":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#, [UInt8](repeating: 0, count: 8))
    let others = try Checkpoint(decoding: integer, path: "a").others
    #expect(others.map(\.name) == ["ids"] && others.map(\.shape) == [[1]] && others.map(\.type) == ["I64"])
  }

  @Test("files of other writers: no metadata, no tensors, other key orders, data in any order of names")
  func foreignWriters() throws {
    #expect(try Checkpoint(decoding: safetensors("{}"), path: "a") == Checkpoint(tensors: [], metadata: [:]))
    let swapped = safetensors(
      #" {"a":{"shape":[1],"dtype":"F32","data_offsets":[4,8]},"b":{"data_offsets":[0,4],"dtype":"F32","shape":[1]}}"#
        .trimmingCharacters(in: .whitespaces), [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40])
    let read = try Checkpoint(decoding: swapped, path: "a")
    #expect(names(read) == ["a", "b"] && read.tensors.map(\.values) == [[2], [1]])
  }
}
