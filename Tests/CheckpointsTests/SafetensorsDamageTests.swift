import Files
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Checkpoints

extension DamagedFile {
  /// One tensor `w` with the given fields.
  fileprivate init(_ name: String, entry: String, bytes: Int = 8, _ text: String) {
    self.init(name, safetensors("{\"w\":\(entry)}", [UInt8](repeating: 0, count: bytes)), "tensor w: " + text)
  }

  /// Two tensors, `a` and `b`, of four bytes each.
  fileprivate init(_ name: String, a: String, b: String, bytes: Int = 8, _ text: String) {
    func entry(_ range: String) -> String { #"{"dtype":"F32","shape":[1],"data_offsets":\#(range)}"# }
    self.init(
      name, safetensors("{\"a\":\(entry(a)),\"b\":\(entry(b))}", [UInt8](repeating: 0, count: bytes)), text)
  }
}

/// Safetensors bytes that are not whole.
enum DamagedSafetensors {
  private static let notEntry = "not an entry; expected dtype, shape and data_offsets"
  private static let whole = sample.encoded

  static let lengths = [
    DamagedFile(
      "empty", Data(), "byte 0: the file is truncated; expected 8 bytes or more, found 0"),
    DamagedFile(
      "cut in the length", whole.prefix(7), "byte 7: the file is truncated; expected 8 bytes or more, found 7"),
    DamagedFile(
      "header longer than the file", whole.prefix(40),
      "byte 0: not a safetensors header length; expected 2 to 32, found \(Int(whole[0]) + Int(whole[1]) << 8); "
        + "is this a safetensors file, and whole?"),
    DamagedFile(
      "absurd length", Data(repeating: 0xFF, count: 64),
      "byte 0: not a safetensors header length; expected 2 to 56, found 18446744073709551615; "
        + "is this a safetensors file, and whole?"),
    DamagedFile(
      "no length", Data(count: 64),
      "byte 0: not a safetensors header length; expected 2 to 56, found 0; is this a safetensors file, and whole?"),
    DamagedFile("not JSON", safetensors("{\"w\":"), "byte 8: the header is not a JSON object"),
    DamagedFile("a list", safetensors("[1, 2]"), "byte 8: the header is not a JSON object"),
    DamagedFile(
      "nested beyond sense", safetensors(String(repeating: "[", count: 100_000)),
      "byte 8: the header is nested too deep; expected at most 3, found more"),
    DamagedFile(
      "not UTF-8", Data([4, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0xFF, 0xFE, 0x7D]), "byte 8: the header is not a JSON object"),
    DamagedFile(
      "metadata not text", safetensors(#"{"__metadata__":{"epochs":3}}"#), "__metadata__: not a table of texts"),
    DamagedFile(
      "metadata a list", safetensors(#"{"__metadata__":["a"]}"#), "__metadata__: not a table of texts"),
  ]

  static let entries = [
    DamagedFile("an entry that is a number", entry: "3", notEntry),
    DamagedFile("no type", entry: #"{"shape":[2],"data_offsets":[0,8]}"#, notEntry),
    DamagedFile("one offset", entry: #"{"dtype":"F32","shape":[2],"data_offsets":[8]}"#, notEntry),
    DamagedFile("a size and a half", entry: #"{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}"#, notEntry),
    DamagedFile(
      "a size beyond 64 bits", entry: #"{"dtype":"F32","shape":[1e30],"data_offsets":[0,8]}"#, notEntry),
    DamagedFile(
      "unknown type", entry: #"{"dtype":"F12","shape":[2],"data_offsets":[0,8]}"#,
      "unknown number type; expected BF16, BOOL, F16, F32, F64, F8_E4M3, F8_E5M2, I16, I32, I64, I8, U16, U32, U64, U8, "
        + "found F12"),
    DamagedFile(
      "negative size", entry: #"{"dtype":"F32","shape":[-1],"data_offsets":[0,8]}"#,
      "not a shape; expected sizes from 0 whose product is a file's, found [-1]"),
    DamagedFile(
      "a product beyond 64 bits",
      entry: #"{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}"#,
      "not a shape; expected sizes from 0 whose product is a file's, found [4294967296, 4294967296]"),
    DamagedFile(
      "fewer bytes than the shape", entry: #"{"dtype":"F32","shape":[3],"data_offsets":[0,8]}"#,
      "its bytes do not fit its shape; expected 12 bytes for [3] of F32, found bytes 0 to 8"),
    DamagedFile(
      "offsets reversed", entry: #"{"dtype":"F32","shape":[2],"data_offsets":[8,0]}"#,
      "its bytes do not fit its shape; expected 8 bytes for [2] of F32, found bytes 8 to 0"),
    DamagedFile(
      "a start before the data", entry: #"{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}"#,
      "its bytes do not fit its shape; expected 8 bytes for [2] of F32, found bytes -8 to 0"),
    DamagedFile(
      "a start after a gap", entry: #"{"dtype":"F32","shape":[1],"data_offsets":[4,8]}"#,
      "its bytes overlap another tensor's or leave a gap; expected a start at 0, found 4"),
  ]

  static let pairs = [
    DamagedFile(
      "overlap", a: "[0,4]", b: "[2,6]", bytes: 6,
      "tensor b: its bytes overlap another tensor's or leave a gap; expected a start at 4, found 2"),
    DamagedFile(
      "the same bytes", a: "[0,4]", b: "[0,4]", bytes: 4,
      "tensor b: its bytes overlap another tensor's or leave a gap; expected a start at 4, found 0"),
    DamagedFile(
      "gap", a: "[0,4]", b: "[8,12]", bytes: 12,
      "tensor b: its bytes overlap another tensor's or leave a gap; expected a start at 4, found 8"),
    DamagedFile(
      "a byte missing", a: "[0,4]", b: "[4,8]", bytes: 7,
      "byte 115: the data does not fit the header; expected 8 bytes, found 7"),
    DamagedFile(
      "a byte more", a: "[0,4]", b: "[4,8]", bytes: 9,
      "byte 115: the data does not fit the header; expected 8 bytes, found 9"),
    DamagedFile(
      "a name twice",
      safetensors(
        #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
        [0, 0, 0, 0]),
      "byte 8: a name stands twice in the header; expected 2 different names, found 1"),
    DamagedFile(
      "a name twice, once in escapes",
      safetensors(
        #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0077":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
        [0, 0, 0, 0]),
      "byte 8: a name stands twice in the header; expected 2 different names, found 1"),
  ]
}

@Suite("Damaged safetensors")
struct SafetensorsDamageTests {
  @Test(
    "damage is told by place, expected and found",
    arguments: DamagedSafetensors.lengths + DamagedSafetensors.entries + DamagedSafetensors.pairs)
  func words(_ damaged: DamagedFile) {
    let error = #expect(throws: FileError.self) { try Checkpoint(decoding: damaged.data, path: "a.safetensors") }
    #expect(error?.description == "a.safetensors: " + damaged.text)
  }

  @Test("every truncation is an error")
  func truncated() {
    let whole = sample.encoded
    for count in 0..<whole.count {
      let error = #expect(throws: FileError.self) { try Checkpoint(decoding: whole.prefix(count), path: "cut") }
      #expect(error?.path == "cut" && error?.place != nil)
    }
  }

  @Test("colons, braces and quotes inside names and metadata do not count as keys")
  func punctuation() throws {
    let odd = Checkpoint(
      tensors: [.init(name: #"a":{"b\"#, shape: [1], values: [1])], metadata: ["}:{": #""\\":["#])
    #expect(try Checkpoint(decoding: odd.encoded, path: "a") == odd)
  }

  @Test("random damage is an error in words or a checkpoint", arguments: [1, 2, 3] as [UInt64])
  func mutations(seed: UInt64) {
    for mutation in Mutation.all(of: sample.encoded, count: 200, seed: seed) {
      do {
        let read = try Checkpoint(decoding: mutation.data, path: "x")
        #expect(read.tensors.allSatisfy { $0.shape.reduce(1, *) == $0.values.count }, "\(mutation)")
      } catch {
        #expect((error as? FileError)?.path == "x", "\(mutation): \(error)")
      }
    }
  }
}
