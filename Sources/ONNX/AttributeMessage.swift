import Files

/// An attribute of a node as the fields of its message hold it.
struct AttributeMessage {
  private(set) var name = ""
  private let path: String
  private var kind: Int64 = 0
  private var reference = ""
  private var int: Int64 = 0
  private var float: Float = 0
  private var string: WireField?
  private var tensor: TensorMessage?
  private var ints: [Int64] = []
  private var floats: [Float] = []
  private var strings: [WireField] = []

  /// What an attribute is.
  enum Content {
    case value(ONNXAttribute)
    /// The value of the attribute of this name of the function around.
    case reference(String)
    /// Something that is not read, such as "a graph".
    case unread(String)
  }

  init(_ message: WireMessage) throws {
    path = message.file.path
    try message.forEachField { field in
      switch field.number {
      case 1: name = try field.string()
      case 2: float = try field.float()
      case 3: int = try field.int()
      case 4: string = field
      case 5: tensor = try TensorMessage(field.message("a tensor"))
      case 7: try field.append(to: &floats)
      case 8: try field.append(to: &ints)
      case 9: strings.append(field)
      case 20: kind = try field.int()
      case 21: reference = try field.string()
      default: break
      }
    }
  }

  /// `place` names the attribute in errors, and files beside the model are found in `folder`.
  func content(at place: String, folder: String) throws -> Content {
    guard reference.isEmpty else { return .reference(reference) }
    switch kind {
    case 1: return .value(.float(float))
    case 2: return .value(.int(int))
    case 3: return .value(.string(try string?.string() ?? ""))
    case 4:
      guard let tensor else { throw FileError(path, at: place, "has no tensor") }
      return .value(.tensor(try tensor.tensor(at: place, folder: folder)))
    case 6: return .value(.floats(floats))
    case 7: return .value(.ints(ints))
    case 8: return .value(.strings(try strings.map { try $0.string() }))
    case 5: return .unread("a graph")
    case 10: return .unread("graphs")
    case 9: return .unread("tensors")
    case 11, 12: return .unread("sparse tensors")
    case 13, 14: return .unread("types")
    default:
      throw FileError(path, at: place, "not a type of attribute", expected: "1 to 14", found: "\(kind)")
    }
  }
}
