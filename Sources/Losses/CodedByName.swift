public import Files

/// A loss without label smoothing that is coded as its name alone, such as `"baikal"`.
@propertyWrapper
public struct CodedByName: Sendable, Equatable {
  public var wrappedValue: Loss

  public init(wrappedValue: Loss) { self.wrappedValue = wrappedValue }
}

extension CodedByName: CodedAsText {
  public var text: String {
    precondition(wrappedValue.labelSmoothing == 0, "a name says nothing of label smoothing")
    return wrappedValue.name
  }

  public init(parsing text: String) throws { wrappedValue = try Loss(parsing: text) }
}
