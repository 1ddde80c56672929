/// The colour, the dash and the marker of the series with one index, wherever it appears.
///
/// The colours are the eight of Okabe and Ito (2008), "Color Universal Design". People with any common colour blindness
/// can tell them apart. Yellow is darkened, so that a thin line of it shows on white. The ninth series starts over with
/// the next dash and another marker.
struct Palette: Sendable, Equatable {
  static let colors = [
    Color(hex: 0x0072b2), Color(hex: 0xd55e00), Color(hex: 0x009e73), Color(hex: 0xcc79a7),
    Color(hex: 0xe69f00), Color(hex: 0x56b4e9), Color(hex: 0x000000), Color(hex: 0xc4b400),
  ]
  static let dashes: [[Double]] = [[], [7, 3], [2, 2.5], [8, 3, 2, 3]]

  let index: Int

  init(_ index: Int) {
    precondition(index >= 0, "series are counted from 0")
    self.index = index
  }

  var color: Color { Self.colors[index % Self.colors.count] }
  var dash: [Double] { Self.dashes[index / Self.colors.count % Self.dashes.count] }
  /// The marker, which differs between neighbouring series too, for prints without colour.
  var marker: Marker { Marker.allCases[(index + index / Self.colors.count) % Marker.allCases.count] }
}
