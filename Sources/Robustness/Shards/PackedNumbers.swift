import Foundation

/// Truths as a text of `1` and `0`.
struct Bits: Codable {
  let values: [Bool]

  init(values: [Bool]) { self.values = values }

  init(from decoder: any Decoder) throws {
    values = try decoder.singleValueContainer().decode(String.self).utf8.map { $0 == UInt8(ascii: "1") }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(String(decoding: values.map { UInt8(ascii: $0 ? "1" : "0") }, as: UTF8.self))
  }
}

/// Numbers by their bits, since JSON has none that is not finite: little-endian in base 64.
struct Numbers: Codable {
  let values: [Float]

  init(values: [Float]) { self.values = values }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let data = Data(base64Encoded: try container.decode(String.self)), data.count % 4 == 0 else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no numbers in base 64")
    }
    values = stride(from: 0, to: data.count, by: 4).map { start in
      Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(data[start + $1]) << UInt32(8 * $1) })
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    let bytes = values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> UInt32(8 * $0)) }
    }
    try container.encode(Data(bytes).base64EncodedString())
  }
}

/// What a model says of each image, as columns of numbers.
///
/// The prediction is NaN where there is no reply, and −1 where the model gives no class.
struct Replies: Codable {
  let values: [Reply?]

  private enum CodingKeys: CodingKey { case predictions, margins, changes }

  init(values: [Reply?]) { self.values = values }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let columns = try [CodingKeys.predictions, .margins, .changes].map {
      try container.decode(Numbers.self, forKey: $0).values
    }
    guard columns.allSatisfy({ $0.count == columns[0].count }), columns[0].allSatisfy({ $0.isNaN || abs($0) <= 65_536 })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .predictions, in: container, debugDescription: "no columns of one length with the numbers of classes")
    }
    values = columns[0].indices.map { i in
      let prediction = columns[0][i]
      guard !prediction.isNaN else { return nil }
      return Reply(
        prediction: prediction < 0 ? nil : Int(prediction), margin: columns[1][i], change: columns[2][i])
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    func encode(_ key: CodingKeys, _ number: (Reply) -> Float) throws {
      try container.encode(Numbers(values: values.map { $0.map(number) ?? .nan }), forKey: key)
    }
    try encode(.predictions) { $0.prediction.map(Float.init) ?? -1 }
    try encode(.margins, \.margin)
    try encode(.changes, \.change)
  }
}
