#include <png.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

// libpng leaves a failed call by longjmp, which must not cross Swift frames. Each function here is one such call with
// its landing place: it returns 1, or 0 with libpng's words in `message`.

/// What libpng reads from (`bytes`, up to `count`), how far it is (`offset`), and its last error.
struct cpng_stream {
  const uint8_t *bytes;
  size_t count, offset;
  /// Takes what libpng writes; `NULL` when reading.
  void (*sink)(void *context, const uint8_t *bytes, size_t count);
  void *context;
  char message[128];
};

static inline void cpng_fail(png_structp png, png_const_charp message) {
  struct cpng_stream *stream = (struct cpng_stream *)png_get_error_ptr(png);
  strncpy(stream->message, message, sizeof stream->message - 1);
  png_longjmp(png, 1);
}

static inline void cpng_ignore(png_structp png, png_const_charp message) {}

static inline void cpng_take(png_structp png, png_bytep out, size_t count) {
  struct cpng_stream *stream = (struct cpng_stream *)png_get_io_ptr(png);
  if (count > stream->count - stream->offset) {
    stream->offset = stream->count;
    png_error(png, "the file ends early");
  }
  memcpy(out, stream->bytes + stream->offset, count);
  stream->offset += count;
}

static inline void cpng_give(png_structp png, png_bytep bytes, size_t count) {
  struct cpng_stream *stream = (struct cpng_stream *)png_get_io_ptr(png);
  stream->sink(stream->context, bytes, count);
}

static inline void cpng_flush(png_structp png) {}

static inline png_structp cpng_reader(struct cpng_stream *stream) {
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, stream, cpng_fail, cpng_ignore);
  if (png) png_set_read_fn(png, stream, cpng_take);
  return png;
}

static inline png_structp cpng_writer(struct cpng_stream *stream) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, stream, cpng_fail, cpng_ignore);
  if (png) png_set_write_fn(png, stream, cpng_give, cpng_flush);
  return png;
}

/// Reads up to the pixels.
static inline int cpng_read_header(png_structp png, png_infop info) {
  if (setjmp(png_jmpbuf(png))) return 0;
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
  png_read_info(png, info);
  return 1;
}

/// Asks for grey or RGB, with alpha where there is any, in 8 or 16 bits, whatever the file holds. Samples of 16 bits
/// come in the machine's order. Allocates rows: the size must have been checked.
static inline int cpng_normalise(png_structp png, png_infop info) {
  if (setjmp(png_jmpbuf(png))) return 0;
  png_set_expand(png);
  const uint16_t one = 1;
  if (*(const uint8_t *)&one) png_set_swap(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  return 1;
}

/// Reads all rows and the chunks after them.
static inline int cpng_read_pixels(png_structp png, png_infop info, png_bytepp rows) {
  if (setjmp(png_jmpbuf(png))) return 0;
  png_read_image(png, rows);
  png_read_end(png, info);
  return 1;
}

/// Writes a whole 8-bit image with its text chunks. Where `pixels_per_metre` is not 0, the image says so.
static inline int cpng_write(
    png_structp png, png_infop info, uint32_t width, uint32_t height, int color_type, uint32_t pixels_per_metre,
    png_const_textp text, int text_count, png_bytepp rows) {
  if (setjmp(png_jmpbuf(png))) return 0;
  png_set_IHDR(png, info, width, height, 8, color_type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  if (pixels_per_metre) png_set_pHYs(png, info, pixels_per_metre, pixels_per_metre, PNG_RESOLUTION_METER);
  png_set_text(png, info, text, text_count);
  png_write_info(png, info);
  png_write_image(png, rows);
  png_write_end(png, info);
  return 1;
}
