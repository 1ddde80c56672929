import Checkpoints
import Files
import Foundation
import TestSupport
import Testing

@Suite("Summary of a checkpoint")
struct CheckpointSummaryTests {
  @Test(
    "a summary counts numbers and bytes, and names the types as stored", arguments: ["safetensors", "safetensors.zst"])
  func counts(suffix: String) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/m.\(suffix)"
      try sample.write(to: path)
      let summary = try CheckpointSummary(path: path)
      #expect(summary.file == path)
      #expect(summary.storedBytes == (try AtomicFile.read(path)).count)
      #expect(summary.bytes == sample.encoded.count)
      #expect(summary.parameters == 5)
      #expect(summary.metadata == sample.metadata)
      #expect(summary.tensors.map(\.name) == ["empty", "layer.bias", "layer.weight"])
      #expect(summary.tensors.map(\.shape) == [[0, 3], [1], [2, 2]])
    }
  }

  @Test("types are told as they are in the file, those that are no weights too")
  func types() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/m.safetensors"
      let header =
        #"{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"#
        + #""b":{"dtype":"I64","shape":[],"data_offsets":[4,12]}}"#
      try AtomicFile.write(safetensors(header, [UInt8](repeating: 0, count: 12)), to: path)
      #expect(try CheckpointSummary(path: path).tensors.map(\.dtype) == ["F16", "I64"])
    }
  }

  @Test("a damaged file has no summary")
  func damaged() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/m.safetensors.zst"
      try sample.write(to: path)
      try AtomicFile.write(try AtomicFile.read(path).dropLast(), to: path)
      let error = #expect(throws: FileError.self) { try CheckpointSummary(path: path) }
      #expect(error?.problem == "the file is truncated")
    }
  }

  @Test("the keys that scripts read")
  func keys() throws {
    try withTemporaryFolder { folder in
      try sample.write(to: "\(folder)/m.safetensors")
      let data = try JSONEncoder().encode(CheckpointSummary(path: "\(folder)/m.safetensors"))
      let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      #expect(json.keys.sorted() == ["bytes", "file", "metadata", "parameters", "stored_bytes", "tensors"])
    }
  }
}
