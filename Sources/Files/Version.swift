/// The program's version, which `--version` and every result state.
///
/// Any change after which the same work leads to other bytes raises it: work that an earlier version began is not
/// finished by a later one. A build that only computes the same in another way keeps it.
public enum Version {
  public static let current = "0.3.0"
  /// The day of this version, as manual pages state it.
  public static let date = "2026-11-28"
}
