#include <string.h>

#include "CKernels.h"

// A kernel row of kw taps over C channels is one contiguous run of an NHWC image, so a row is one copy; only its ends
// can hang over the left or right edge.
typedef struct {
  int64_t before, inside, after;  // floats of the run left of, within and right of the image
  int64_t start;                  // where the inside begins in its image row
} la_run;

static inline la_run run_at(int32_t x, la_window w) {
  int32_t first = x * w.stride - w.padding;
  int32_t left = first < 0 ? -first : 0;
  int32_t beyond = first + w.kernel_width - w.input_width;
  int32_t right = beyond > 0 ? beyond : 0;
  if (left > w.kernel_width) left = w.kernel_width;
  if (right > w.kernel_width - left) right = w.kernel_width - left;
  la_run run = {(int64_t)left * w.channels, (int64_t)(w.kernel_width - left - right) * w.channels,
                (int64_t)right * w.channels, (int64_t)(first + left) * w.channels};
  return run;
}

void la_im2col(float *columns, const float *image, la_window w) {
  const int64_t row = (int64_t)w.input_width * w.channels;
  const int64_t length = (int64_t)w.kernel_width * w.channels;
  for (int32_t y = 0; y < w.output_height; y++) {
    for (int32_t x = 0; x < w.output_width; x++) {
      const la_run run = run_at(x, w);
      for (int32_t ky = 0; ky < w.kernel_height; ky++, columns += length) {
        const int32_t iy = y * w.stride - w.padding + ky;
        if (iy < 0 || iy >= w.input_height || run.inside == 0) {
          memset(columns, 0, length * sizeof(float));
          continue;
        }
        const float *source = image + iy * row + run.start;
        for (int64_t i = 0; i < run.before; i++) columns[i] = 0;
        // A loop, not memcpy: runs are short, and the call would cost more than the copy.
        for (int64_t i = 0; i < run.inside; i++) columns[run.before + i] = source[i];
        for (int64_t i = 0; i < run.after; i++) columns[run.before + run.inside + i] = 0;
      }
    }
  }
}

void la_col2im(float *image, const float *columns, la_window w) {
  const int64_t row = (int64_t)w.input_width * w.channels;
  const int64_t length = (int64_t)w.kernel_width * w.channels;
  memset(image, 0, (size_t)(w.input_height * row) * sizeof(float));
  for (int32_t y = 0; y < w.output_height; y++) {
    for (int32_t x = 0; x < w.output_width; x++) {
      const la_run run = run_at(x, w);
      for (int32_t ky = 0; ky < w.kernel_height; ky++, columns += length) {
        const int32_t iy = y * w.stride - w.padding + ky;
        if (iy < 0 || iy >= w.input_height) continue;
        float *target = image + iy * row + run.start;
        for (int64_t i = 0; i < run.inside; i++) target[i] += columns[run.before + i];
      }
    }
  }
}
