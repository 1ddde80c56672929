import Files

extension ONNXValue {
  /// `kind` is what the value is in errors, such as "input".
  init(_ message: WireMessage, kind: String) throws {
    self.init(name: "")
    let path = message.file.path
    var type: WireMessage?
    try message.forEachField { field in
      switch field.number {
      case 1: name = try field.string()
      case 2: type = try field.message("a type")
      default: break
      }
    }
    let place = "\(kind) \(quoted(name))"
    guard !name.isEmpty else { throw FileError(path, at: place, "has no name") }
    try type?.forEachField { field in
      switch field.number {
      case 1: try readTensorType(field.message("a type of tensors"), at: place)
      case 4, 5, 7, 8, 9:
        let found = [4: "a sequence", 5: "a map", 7: "an opaque value", 8: "a sparse tensor", 9: "an optional value"]
        throw FileError(path, at: place, "is not a tensor", expected: "a tensor", found: found[field.number])
      default: break
      }
    }
  }

  private mutating func readTensorType(_ message: WireMessage, at place: String) throws {
    try message.forEachField { field in
      switch field.number {
      case 1:
        let code = try field.int()
        // Zero is a type that the file does not tell.
        elementType = code == 0 ? nil : try ONNXElementType(code: code, at: place, path: message.file.path)
      case 2:
        var dimensions: [ONNXDimension] = []
        try field.message("a shape").forEachField { field in
          if field.number == 1 { dimensions.append(try ONNXDimension(field.message("a dimension"))) }
        }
        let sizes = dimensions.map { if case .fixed(let size) = $0 { Int64(size) } else { Int64(1) } }
        _ = try ONNXTensor.shape(sizes, at: place, path: message.file.path)
        shape = dimensions
      default: break
      }
    }
  }
}

extension ONNXDimension {
  fileprivate init(_ message: WireMessage) throws {
    self = .symbol("")
    try message.forEachField { field in
      switch field.number {
      case 1: self = .fixed(Int(try field.int()))
      case 2: self = .symbol(try field.string())
      default: break
      }
    }
  }
}
