import Files
import Synchronization

extension ImageSet {
  /// The SHA-256 of all pixels and then all labels, in hexadecimal. It is computed once for a set and its copies.
  public var digest: String { digestOnce.value { Digest.sha256(parts: parts) } }

  /// The bytes of all pixels and then all labels, piece by piece. Joined, they would be a copy of the set.
  var parts: some Sequence<ArraySlice<UInt8>> {
    (0...count).lazy.map { $0 < count ? pixels(of: $0) : labels[...] }
  }
}

/// A text that is computed when it is first asked for.
final class TextOnce: Sendable {
  private let text = Mutex<String?>(nil)

  func value(_ compute: () -> String) -> String {
    text.withLock { text in
      let known = text ?? compute()
      text = known
      return known
    }
  }
}
