import Files
import Tensors
import Testing

@testable import Models

@Suite("Traits of a network")
struct NetworkTraitsTests {
  private static func identity(
    _ name: String = "wrn-10-1", side: Int = 8, classes: Int = 4, mean: Float = 0.5, deviation: Float = 0.25,
    dropout: Float? = nil
  ) throws -> Identity {
    let network = try ArchitectureName(parsing: name).network(
      input: ImageShape(height: side, width: side, channels: 1), classes: classes, mean: [mean],
      standardDeviation: [deviation], dropout: dropout)
    return try Identity(["network": network.traits])
  }

  @Test("tell architectures, their variants, images, classes and normalisations apart")
  func differences() throws {
    let identities = [
      try Self.identity(), try Self.identity("wrn-10-2"), try Self.identity(side: 16), try Self.identity(classes: 5),
      try Self.identity(mean: 0.4), try Self.identity(deviation: 0.2), try Self.identity(dropout: 0),
      try Self.identity(dropout: 0.2),
    ]
    #expect(Set(identities.map(\.digest)).count == identities.count)
  }

  @Test("are the same where a setting says what the architecture has anyway")
  func same() throws { #expect(try Self.identity(dropout: 0.3) == Self.identity()) }

  @Test("are those of the network in front of a normalisation and with its dropout")
  func values() throws {
    let values = try Self.identity("wrn-10-1", dropout: 0.2).values
    #expect(values["network.mean.0"] == "0.5" && values["network.std.0"] == "0.25")
    #expect(values["network.architecture"] == "wrn-10-1" && values["network.input.height"] == "8")
    #expect(values["network.dropout.0"] == "0.2" && values["network.classes"] == "4")
  }
}
