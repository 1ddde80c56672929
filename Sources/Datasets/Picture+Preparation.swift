import Files
import Tensors

extension Picture {
  /// The image as `options` want it: colour, then size, then the centre, in the order of torchvision's usual chain.
  ///
  /// `path` and `place` are for errors.
  func prepared(by options: DatasetOptions, path: String, at place: String? = nil) throws -> Picture {
    var picture = converted(to: options.colour)
    if let side = options.resize {
      let size = Picture.size(of: picture.shape, resizedTo: side)
      try Memory.require(size.height * size.width * picture.shape.channels, for: "the resized image", of: path)
      picture = picture.resized(to: size)
    }
    let found = "\(picture.shape.width) × \(picture.shape.height)"
    if let side = options.crop {
      guard min(picture.shape.height, picture.shape.width) >= side else {
        throw FileError(
          path, at: place, "the image is smaller than the part to be cut from it",
          expected: "at least \(side) × \(side) pixels", found: found,
          advice: "enlarge all with --resize \(side), or resize: \(side) in an audit file")
      }
      picture = picture.cropped(to: side)
    }
    let limit = DatasetOptions.largestSide
    guard max(picture.shape.height, picture.shape.width) <= limit else {
      throw FileError(
        path, at: place, "the image is too large", expected: "at most \(limit) × \(limit) pixels", found: found,
        advice: options.resize == nil
          ? "shrink all with --resize N, or resize: N in an audit file"
          : "cut the centre out of all with --crop N, or crop: N in an audit file")
    }
    return picture
  }
}
