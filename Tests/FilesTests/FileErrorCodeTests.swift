import Foundation
import Testing

@testable import Files

@Suite("Errors of system calls")
struct FileErrorCodeTests {
  @Test(
    "say what the system answered, and whether another try may succeed",
    arguments: [
      (ENOSPC, true), (EIO, true), (EDQUOT, true), (ESTALE, true), (ENOENT, false), (EACCES, false), (EISDIR, false),
    ])
  func codes(code: Int32, mayPass: Bool) {
    let error = FileError("a", at: "byte 3", "cannot be read", code: code, advice: "wait")
    #expect(error.mayPass == mayPass)
    #expect(error.description == "a: byte 3: cannot be read; found \(String(cString: strerror(code))); wait")
  }
}
