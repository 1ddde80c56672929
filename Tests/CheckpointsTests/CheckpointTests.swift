import Checkpoints
import Files
import Foundation
import Tensors
import TestSupport
import Testing

@Suite("Checkpoints")
struct CheckpointTests {
  static let sorted = Checkpoint(
    tensors: sample.tensors.sorted { $0.name < $1.name }, metadata: sample.metadata)

  @Test("a file comes back as written, and is written the same again", arguments: ["safetensors", "safetensors.zst"])
  func roundTrip(suffix: String) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/deep/m.\(suffix)", again = "\(folder)/again.\(suffix)"
      try sample.write(to: path)
      #expect(try Checkpoint.read(path) == Self.sorted)
      try Checkpoint.read(path).write(to: again)
      #expect(try AtomicFile.read(again) == AtomicFile.read(path))
    }
  }

  @Test("a frame is opened by its first bytes, under any name")
  func byContent() throws {
    try withTemporaryFolder { folder in
      try sample.write(to: "\(folder)/m.safetensors.zst")
      try AtomicFile.write(AtomicFile.read("\(folder)/m.safetensors.zst"), to: "\(folder)/renamed")
      #expect(try Checkpoint.read("\(folder)/renamed") == Self.sorted)
    }
  }

  @Test("other names are refused before anything is written", arguments: ["m.pt", "m", "m.zst", "m.safetensors.gz"])
  func otherNames(name: String) throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: FileError.self) { try sample.write(to: "\(folder)/\(name)") }
      #expect(
        error?.description == "\(folder)/\(name): not a name for a checkpoint; "
          + "expected a name ending in .safetensors.zst or .safetensors")
      let left = try names(in: folder)
      #expect(left == [])
    }
  }

  @Test("a .zst that is none says so")
  func notZstd() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/m.safetensors.zst"
      try AtomicFile.write(Data([1, 2, 0xAB]), to: path)
      let error = #expect(throws: FileError.self) { try Checkpoint.read(path) }
      #expect(
        error?.description
          == "\(path): byte 0: not a zstd frame; expected magic number 28 b5 2f fd, found 01 02 ab")
    }
  }

  /// The first bytes of what `torch.save` writes: a zip archive today, a pickle before PyTorch 1.6.
  @Test(
    "PyTorch's own files are answered with the three lines that turn them into safetensors",
    arguments: [
      ([0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 22) + [5, 0, 0, 0] + "a.pkl".utf8, "PyTorch file"),
      ([0x50, 0x4B, 0x03, 0x04, 0, 0, 8, 8, 0, 0], "zip archive"),
      ([0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20], "Python pickle"),
      ([0x80, 4, 0x95], "Python pickle"), ([0x80, 2], "Python pickle"),
    ] as [([UInt8], String)])
  func pytorch(bytes: [UInt8], name: String) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/resnet.pth"
      try AtomicFile.write(Data(bytes), to: path)
      let error = #expect(throws: FileError.self) { try Checkpoint.read(path) }
      #expect(
        error?.description == """
          \(path): a \(name), not safetensors; turn it into safetensors with Python:
            import torch, safetensors.torch
            state = torch.load("\(path)", map_location="cpu")  # a state dict, or model.state_dict()
            safetensors.torch.save_file({k: v.contiguous() for k, v in state.items()}, "model.safetensors")
          """)
    }
  }

  // These header lengths, little-endian, are the first two bytes of a pickle: 80 02 to 80 05.
  @Test("a safetensors file is no pickle, however long its header", arguments: [640, 896, 1152, 1408])
  func headerLikePickle(length: Int) throws {
    try withTemporaryFolder { folder in
      let bare = #"{"__metadata__":{"k":""}}"#.utf8.count
      let checkpoint = Checkpoint(tensors: [], metadata: ["k": String(repeating: "x", count: length - bare)])
      let path = "\(folder)/m.safetensors"
      try checkpoint.write(to: path)
      #expect(try AtomicFile.read(path).prefix(2) == Data([0x80, UInt8(length >> 8)]))
      #expect(try Checkpoint.read(path) == checkpoint)
    }
  }

  @Test("every truncation of either kind is a FileError", arguments: ["safetensors", "safetensors.zst"])
  func truncated(suffix: String) throws {
    try withTemporaryFolder { folder in
      let whole = "\(folder)/m.\(suffix)", cut = "\(folder)/cut.\(suffix)"
      try sample.write(to: whole)
      let data = try AtomicFile.read(whole)
      for count in 0..<data.count {
        try data.prefix(count).write(to: URL(fileURLWithPath: cut))
        let error = #expect(throws: FileError.self) { try Checkpoint.read(cut) }
        #expect(error?.path == cut)
      }
    }
  }

  /// Tensors out of name order, of types that are no weights, and a counter that reading leaves out.
  static let foreign = safetensors(
    #"{"z.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"#
      + #""a":{"dtype":"F16","shape":[2],"data_offsets":[8,12]},"b":{"dtype":"BF16","shape":[1],"data_offsets":[12,14]},"#
      + #""__metadata__":{"mean":"[0.5]","format":"pt"},"m":{"dtype":"BOOL","shape":[2],"data_offsets":[14,16]}}"#,
    Array(1...16))

  @Test("a conversion there and back keeps every byte, whatever the tensors are")
  func convert() throws {
    try withTemporaryFolder { folder in
      let plain = "\(folder)/a.safetensors", frame = "\(folder)/b.safetensors.zst", back = "\(folder)/c.safetensors"
      try AtomicFile.write(Self.foreign, to: plain)
      try Checkpoint.convert(plain, to: frame)
      try Checkpoint.convert(frame, to: back)
      #expect(try AtomicFile.read(back) == Self.foreign)
      #expect(try CheckpointSummary(path: frame).tensors == CheckpointSummary(path: plain).tensors)
    }
  }

  @Test("a file that is not whole is not converted, and no other name written", arguments: ["b.safetensors", "b.pt"])
  func notConverted(name: String) throws {
    try withTemporaryFolder { folder in
      let input = "\(folder)/a.safetensors"
      try AtomicFile.write(name == "b.pt" ? Self.foreign : Self.foreign.dropLast(), to: input)
      let error = #expect(throws: FileError.self) { try Checkpoint.convert(input, to: "\(folder)/\(name)") }
      #expect(error?.path == (name == "b.pt" ? "\(folder)/b.pt" : input))
      let left = try names(in: folder)
      #expect(left == ["a.safetensors"])
    }
  }
}
