import Files
import Foundation
import TestSupport
import Testing

@Suite("Digests")
struct DigestTests {
  @Test(
    "SHA-256 as in FIPS 180-4's examples",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func knownAnswers(text: String, digest: String) {
    #expect(Digest.sha256(Data(text.utf8)) == digest)
  }

  @Test(
    "MD5 as in RFC 1321's examples",
    arguments: [
      ("", "d41d8cd98f00b204e9800998ecf8427e"), ("abc", "900150983cd24fb0d6963f7d28e17f72"),
      (String(repeating: "1234567890", count: 8), "57edf4a22be3c955ac49da2e2107b67a"),
    ])
  func md5(text: String, digest: String) throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write(text, to: "\(folder)/x")
      #expect(try Digest.md5(ofFile: "\(folder)/x") == digest)
    }
  }

  @Test("the digest of parts is that of the whole")
  func parts() {
    let parts = ["ab", "", "c"].map { Data($0.utf8) }
    #expect(Digest.sha256(parts: parts) == Digest.sha256(Data("abc".utf8)))
  }
}
