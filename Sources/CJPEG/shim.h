#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

// libjpeg leaves a failed call by a function that must not return, and that must not longjmp across Swift frames. Each
// function here is one such call with its landing place: it returns 1, or 0 with libjpeg's words in `message`.

/// A decoder with its error. It must not move, because libjpeg keeps its address.
struct cjpeg_reader {
  struct jpeg_decompress_struct info;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  jmp_buf place;
  char message[JMSG_LENGTH_MAX];
};

static inline void cjpeg_fail(j_common_ptr info) {
  struct cjpeg_reader *reader = (struct cjpeg_reader *)info->client_data;
  info->err->format_message(info, reader->message);
  longjmp(reader->place, 1);
}

/// libjpeg paints what is damaged grey and warns: a warning, whose level is below zero, is an error here.
static inline void cjpeg_note(j_common_ptr info, int level) {
  if (level < 0) cjpeg_fail(info);
}

static inline void cjpeg_ignore(j_common_ptr info) {}

/// A progressive file of a few bytes can ask for thousands of passes over a large image.
static inline void cjpeg_limit(j_common_ptr info) {
  struct cjpeg_reader *reader = (struct cjpeg_reader *)info->client_data;
  if (reader->info.input_scan_number <= 500) return;
  strcpy(reader->message, "there are more than 500 scans");
  longjmp(reader->place, 1);
}

/// Reads up to the first scan. Segments of APP1, which may hold the orientation, are kept.
static inline int cjpeg_read_header(struct cjpeg_reader *reader, const uint8_t *bytes, size_t count) {
  reader->info.err = jpeg_std_error(&reader->errors);
  reader->info.client_data = reader;
  reader->errors.error_exit = cjpeg_fail;
  reader->errors.emit_message = cjpeg_note;
  reader->errors.output_message = cjpeg_ignore;
  if (setjmp(reader->place)) return 0;
  jpeg_create_decompress(&reader->info);
  reader->progress.progress_monitor = cjpeg_limit;
  reader->info.progress = &reader->progress;
  jpeg_mem_src(&reader->info, (unsigned char *)bytes, count);
  jpeg_save_markers(&reader->info, JPEG_APP0 + 1, 0xFFFF);
  jpeg_read_header(&reader->info, TRUE);
  return 1;
}

/// Reads all rows as grey or RGB and the rest of the file. `pixels` has room for height × width × 1 or 3 bytes.
static inline int cjpeg_read_pixels(struct cjpeg_reader *reader, uint8_t *pixels) {
  if (setjmp(reader->place)) return 0;
  struct jpeg_decompress_struct *info = &reader->info;
  info->out_color_space = info->num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
  info->dct_method = JDCT_ISLOW;
  info->do_fancy_upsampling = TRUE;
  jpeg_start_decompress(info);
  size_t row = (size_t)info->output_width * info->output_components;
  while (info->output_scanline < info->output_height) {
    JSAMPROW target = pixels + info->output_scanline * row;
    jpeg_read_scanlines(info, &target, 1);
  }
  jpeg_finish_decompress(info);
  return 1;
}

static inline void cjpeg_destroy(struct cjpeg_reader *reader) { jpeg_destroy_decompress(&reader->info); }

/// How far libjpeg is in a file of `count` bytes.
static inline size_t cjpeg_offset(const struct cjpeg_reader *reader, size_t count) {
  return reader->info.src && reader->info.src->bytes_in_buffer <= count ? count - reader->info.src->bytes_in_buffer : 0;
}
