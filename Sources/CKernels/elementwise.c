#include "CKernels.h"
#include "dispatch.h"

LA_DISPATCH void la_relu_forward(float *output, const float *input, int64_t count) {
  // Written so that NaN passes through: a diverged network must not look healthy.
  for (int64_t i = 0; i < count; i++) output[i] = input[i] <= 0 ? 0 : input[i];
}

LA_DISPATCH void la_relu_backward(float *input_gradient, const float *output_gradient, const float *output,
                                  int64_t count) {
  for (int64_t i = 0; i < count; i++) input_gradient[i] = output[i] > 0 ? output_gradient[i] : 0;
}

LA_DISPATCH void la_add(float *output, const float *a, const float *b, int64_t count) {
  for (int64_t i = 0; i < count; i++) output[i] = a[i] + b[i];
}

LA_DISPATCH void la_accumulate(float *output, const float *input, int64_t count) {
  for (int64_t i = 0; i < count; i++) output[i] += input[i];
}

LA_DISPATCH void la_multiply(float *output, const float *a, const float *b, int64_t count) {
  for (int64_t i = 0; i < count; i++) output[i] = a[i] * b[i];
}

LA_DISPATCH void la_fill_rows(float *output, const float *row, int64_t rows, int64_t columns) {
  for (int64_t r = 0; r < rows; r++, output += columns)
    for (int64_t c = 0; c < columns; c++) output[c] = row[c];
}

LA_DISPATCH void la_add_column_sums(float *sums, const float *input, int64_t rows, int64_t columns) {
  for (int64_t r = 0; r < rows; r++, input += columns)
    for (int64_t c = 0; c < columns; c++) sums[c] += input[c];
}

LA_DISPATCH void la_scale_shift(float *output, const float *input, const float *scale, const float *shift,
                                int64_t rows, int64_t columns) {
  for (int64_t r = 0; r < rows; r++, output += columns, input += columns)
    for (int64_t c = 0; c < columns; c++) output[c] = input[c] * scale[c] + shift[c];
}

LA_DISPATCH void la_combine(float *output, const float *a, const float *b, float x, const float *c, float y,
                            int64_t count) {
  if (c) {
    for (int64_t i = 0; i < count; i++) output[i] = a[i] + (x * b[i] + y * c[i]);
  } else {
    for (int64_t i = 0; i < count; i++) output[i] = a[i] + x * b[i];
  }
}

LA_DISPATCH void la_signed_step(float *output, const float *image, const float *gradient, float epsilon,
                                int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    float step = gradient[i] > 0 ? epsilon : gradient[i] < 0 ? -epsilon : 0;
    float value = image[i] + step;
    output[i] = value < 0 ? 0 : value > 1 ? 1 : value;
  }
}
