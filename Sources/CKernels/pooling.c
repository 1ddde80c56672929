#include <math.h>
#include <string.h>

#include "CKernels.h"

void la_max_pool_forward(float *output, int32_t *choice, const float *image, la_window w) {
  const int64_t c_count = w.channels;
  for (int32_t y = 0; y < w.output_height; y++) {
    for (int32_t x = 0; x < w.output_width; x++, output += c_count, choice += c_count) {
      for (int64_t c = 0; c < c_count; c++) output[c] = -INFINITY, choice[c] = -1;
      for (int32_t ky = 0; ky < w.kernel_height; ky++) {
        const int32_t iy = y * w.stride - w.padding + ky;
        if (iy < 0 || iy >= w.input_height) continue;
        for (int32_t kx = 0; kx < w.kernel_width; kx++) {
          const int32_t ix = x * w.stride - w.padding + kx;
          if (ix < 0 || ix >= w.input_width) continue;
          const int32_t place = iy * w.input_width + ix;
          const float *source = image + place * c_count;
          for (int64_t c = 0; c < c_count; c++) {
            // The first of equals stays. NaN wins, as in PyTorch, and nothing is larger than it.
            if (choice[c] < 0 || source[c] > output[c] || isnan(source[c])) output[c] = source[c], choice[c] = place;
          }
        }
      }
    }
  }
}

void la_max_pool_backward(float *image_gradient, const float *output_gradient, const int32_t *choice, la_window w) {
  const int64_t c_count = w.channels;
  memset(image_gradient, 0, (size_t)(w.input_height * w.input_width * c_count) * sizeof(float));
  const int64_t places = (int64_t)w.output_height * w.output_width;
  for (int64_t p = 0; p < places; p++, output_gradient += c_count, choice += c_count)
    for (int64_t c = 0; c < c_count; c++) image_gradient[choice[c] * c_count + c] += output_gradient[c];
}

void la_average_pool_forward(float *output, const float *image, la_window w) {
  const int64_t c_count = w.channels;
  const float share = 1.0f / (float)(w.kernel_height * w.kernel_width);
  for (int32_t y = 0; y < w.output_height; y++) {
    for (int32_t x = 0; x < w.output_width; x++, output += c_count) {
      for (int64_t c = 0; c < c_count; c++) output[c] = 0;
      for (int32_t ky = 0; ky < w.kernel_height; ky++) {
        const int32_t iy = y * w.stride - w.padding + ky;
        if (iy < 0 || iy >= w.input_height) continue;
        for (int32_t kx = 0; kx < w.kernel_width; kx++) {
          const int32_t ix = x * w.stride - w.padding + kx;
          if (ix < 0 || ix >= w.input_width) continue;
          const float *source = image + ((int64_t)iy * w.input_width + ix) * c_count;
          for (int64_t c = 0; c < c_count; c++) output[c] += source[c];
        }
      }
      for (int64_t c = 0; c < c_count; c++) output[c] *= share;
    }
  }
}

void la_average_pool_backward(float *image_gradient, const float *output_gradient, la_window w) {
  const int64_t c_count = w.channels;
  const float share = 1.0f / (float)(w.kernel_height * w.kernel_width);
  memset(image_gradient, 0, (size_t)(w.input_height * w.input_width * c_count) * sizeof(float));
  for (int32_t y = 0; y < w.output_height; y++) {
    for (int32_t x = 0; x < w.output_width; x++, output_gradient += c_count) {
      for (int32_t ky = 0; ky < w.kernel_height; ky++) {
        const int32_t iy = y * w.stride - w.padding + ky;
        if (iy < 0 || iy >= w.input_height) continue;
        for (int32_t kx = 0; kx < w.kernel_width; kx++) {
          const int32_t ix = x * w.stride - w.padding + kx;
          if (ix < 0 || ix >= w.input_width) continue;
          float *target = image_gradient + ((int64_t)iy * w.input_width + ix) * c_count;
          for (int64_t c = 0; c < c_count; c++) target[c] += share * output_gradient[c];
        }
      }
    }
  }
}
