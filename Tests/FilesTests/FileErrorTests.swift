import Files
import Testing

@Suite("File errors")
struct FileErrorTests {
  @Test(
    "an error reads path: place: problem; expected X, found Y; advice, without what is unknown",
    arguments: [
      (FileError("a.bin", "no such file"), "a.bin: no such file"),
      (FileError("a.bin", at: "byte 4", "is damaged"), "a.bin: byte 4: is damaged"),
      (FileError("a.bin", "too short", expected: "8 bytes"), "a.bin: too short; expected 8 bytes"),
      (FileError("a.bin", "too short", found: "3"), "a.bin: too short; found 3"),
      (FileError("a.bin", "is damaged", advice: "copy it again"), "a.bin: is damaged; copy it again"),
      (
        FileError(
          "a.bin", at: "byte 4", "too short", expected: "8 bytes", found: "3", advice: "copy it again"),
        "a.bin: byte 4: too short; expected 8 bytes, found 3; copy it again"
      ),
    ])
  func wording(error: FileError, text: String) {
    #expect(error.description == text)
    #expect("\(error)" == text)
  }
}
