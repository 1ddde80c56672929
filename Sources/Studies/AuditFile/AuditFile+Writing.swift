import Yams

extension AuditFile {
  /// The audit with every default written out, as YAML that reads back to the same value.
  public func yaml() throws -> String {
    let encoder = YAMLEncoder()
    encoder.options.sortKeys = true
    encoder.options.allowUnicode = true
    return try encoder.encode(self)
  }
}
