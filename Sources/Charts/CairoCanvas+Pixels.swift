import CCairo
import Files

extension CairoCanvas {
  /// The picture so far as packed RGB rows.
  func pixels() throws -> (width: Int, height: Int, rgb: [UInt8]) {
    cairo_surface_flush(surface)
    let width = Int(cairo_image_surface_get_width(surface)), height = Int(cairo_image_surface_get_height(surface))
    let status = cairo_status(context)
    guard status == CAIRO_STATUS_SUCCESS, let data = cairo_image_surface_get_data(surface) else {
      throw FileError(
        "chart", "cairo cannot draw it",
        found: "\(String(cString: cairo_status_to_string(status))), \(width) × \(height) pixels")
    }
    let stride = Int(cairo_image_surface_get_stride(surface))
    let rgb = [UInt8](unsafeUninitializedCapacity: width * height * 3) { rgb, count in
      for y in 0..<height {
        (data + y * stride).withMemoryRebound(to: UInt32.self, capacity: width) { row in
          for x in 0..<width {
            let i = (y * width + x) * 3
            rgb[i] = UInt8(truncatingIfNeeded: row[x] >> 16)
            rgb[i + 1] = UInt8(truncatingIfNeeded: row[x] >> 8)
            rgb[i + 2] = UInt8(truncatingIfNeeded: row[x])
          }
        }
      }
      count = width * height * 3
    }
    return (width, height, rgb)
  }
}
