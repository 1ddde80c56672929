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
}
