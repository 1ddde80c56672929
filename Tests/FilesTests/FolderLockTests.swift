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
