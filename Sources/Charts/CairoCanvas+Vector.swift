import CCairo
import Files
import Foundation

extension CairoCanvas {
  /// A drawing of lines rather than of pixels.
  enum Vector {
    case svg
    case pdf(title: String)
  }

  /// The bytes that cairo has written so far.
  final class Output { var bytes = Data() }

  /// An empty white drawing of this size in printer's points, with `scale` of them in each logical point.
  convenience init(_ kind: Vector, paper: Size, scale: Double) {
    let output = Output()
    // The canvas holds the output for as long as cairo writes to it.
    let closure = Unmanaged.passUnretained(output).toOpaque()
    let write: cairo_write_func_t = { closure, bytes, count in
      guard let closure, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
      Unmanaged<Output>.fromOpaque(closure).takeUnretainedValue().bytes.append(bytes, count: Int(count))
      return CAIRO_STATUS_SUCCESS
    }
    switch kind {
    case .svg:
      self.init(
        cairo_svg_surface_create_for_stream(write, closure, paper.width, paper.height), scale: scale, output: output)
    case .pdf(let title):
      let surface = cairo_pdf_surface_create_for_stream(write, closure, paper.width, paper.height)!
      cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5)
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
      // The hour of writing would make every file differ.
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "")
      self.init(surface, scale: scale, output: output)
    }
  }

  /// The whole file of a drawing of lines. Nothing can be drawn afterwards.
  func finished() throws -> Data {
    cairo_surface_finish(surface)
    let status = cairo_status(context) == CAIRO_STATUS_SUCCESS ? cairo_surface_status(surface) : cairo_status(context)
    guard status == CAIRO_STATUS_SUCCESS, let output else {
      throw FileError("chart", "cairo cannot draw it", found: String(cString: cairo_status_to_string(status)))
    }
    return output.bytes
  }
}
