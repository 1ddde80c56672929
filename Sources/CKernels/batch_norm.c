#include "CKernels.h"
#include "dispatch.h"

LA_DISPATCH void la_channel_moments(double *sum, double *sum_of_squares, const float *input, int64_t rows,
                                    int64_t channels) {
  for (int64_t c = 0; c < channels; c++) sum[c] = sum_of_squares[c] = 0;
  for (int64_t r = 0; r < rows; r++, input += channels) {
    for (int64_t c = 0; c < channels; c++) {
      const double x = input[c];
      sum[c] += x;
      sum_of_squares[c] += x * x;
    }
  }
}

LA_DISPATCH void la_batch_norm_sums(double *gradient_sum, double *product_sum, const float *output_gradient,
                                    const float *input, const float *mean, const float *inverse_deviation,
                                    int64_t rows, int64_t channels) {
  for (int64_t c = 0; c < channels; c++) gradient_sum[c] = product_sum[c] = 0;
  for (int64_t r = 0; r < rows; r++, input += channels, output_gradient += channels) {
    for (int64_t c = 0; c < channels; c++) {
      const double g = output_gradient[c];
      gradient_sum[c] += g;
      product_sum[c] += g * ((input[c] - mean[c]) * inverse_deviation[c]);
    }
  }
}

LA_DISPATCH void la_batch_norm_backward(float *input_gradient, const float *output_gradient, const float *input,
                                        const float *mean, const float *inverse_deviation, const float *scale,
                                        const float *mean_gradient, const float *mean_product, int64_t rows,
                                        int64_t channels) {
  for (int64_t r = 0; r < rows;
       r++, input += channels, output_gradient += channels, input_gradient += channels) {
    for (int64_t c = 0; c < channels; c++) {
      const float x_hat = (input[c] - mean[c]) * inverse_deviation[c];
      input_gradient[c] = scale[c] * (output_gradient[c] - mean_gradient[c] - x_hat * mean_product[c]);
    }
  }
}
