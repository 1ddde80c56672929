import Files
import Foundation
import TestSupport
import Testing

@Suite("Folder lock")
struct FolderLockTests {
  private static func lock(_ folder: String) throws -> FolderLock {
    try FolderLock(folder, what: "the folder", advice: "wait")
  }

  @Test("a folder that is locked is refused by who holds it, as often as it is asked for, and free again afterwards")
  func exclusive() throws {
    try withTemporaryFolder { folder in
      do {
        let held = try Self.lock(folder)
        withExtendedLifetime(held) {
          // A refused lock must leave the holder's words in the file.
          for _ in 0..<3 {
            let error = #expect(throws: FileError.self) { try Self.lock(folder) }
            #expect(error?.found?.hasPrefix("process \(getpid()) on ") == true)
          }
        }
      }
      _ = try Self.lock(folder)
    }
  }

  @Test("a folder is judged again under the lock: another process may have come and gone since the first look")
  func checkedTwice() throws {
    try withTemporaryFolder { scratch in
      let folder = "\(scratch)/run", file = "\(folder)/another's"
      func lock(_ check: () throws -> Void) throws -> FolderLock {
        try FolderLock(creating: folder, what: "the folder", advice: "wait", check: check)
      }
      var looks = 0
      let error = #expect(throws: FileError.self) {
        try lock {
          looks += 1
          if FileManager.default.fileExists(atPath: file) { throw FileError(folder, "is another's") }
          try AtomicFile.write("", to: file)
        }
      }
      #expect(looks == 2 && error?.problem == "is another's")
      // The refused one has given the lock up.
      _ = try lock {}
      let stranger = "\(scratch)/stranger"
      #expect(throws: FileError.self) {
        try FolderLock(creating: stranger, what: "", advice: "") { throw FileError(stranger, "is a stranger's") }
      }
      #expect(!FileManager.default.fileExists(atPath: stranger))
    }
  }

  @Test("a link in the lock's place is refused, and the file that it points to stays as it is")
  func link() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write("precious", to: "\(folder)/thesis.tex")
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/\(FolderLock.name)", withDestinationPath: "\(folder)/thesis.tex")
      let error = #expect(throws: FileError.self) { try Self.lock(folder) }
      #expect(error?.found == "a symbolic link")
      #expect(try AtomicFile.read("\(folder)/thesis.tex") == Data("precious".utf8))
    }
  }

  @Test("files of one name are locked beside them, those of another name are free")
  func besides() throws {
    try withTemporaryFolder { folder in
      func lock(_ name: String) throws -> FolderLock {
        try FolderLock(besides: "\(folder)/\(name)", what: "the output", advice: "wait")
      }
      try withExtendedLifetime(lock("a.safetensors")) {
        let error = #expect(throws: FileError.self) { try lock("a.safetensors") }
        #expect(error?.path == "\(folder)/a.safetensors" && error?.problem == "the output is in use")
        _ = try lock("b.safetensors")
      }
      _ = try lock("a.safetensors")
    }
  }
}
