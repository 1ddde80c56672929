/// The innermost loops, in plain C. What is computed, in which blocks and on which worker is decided by the caller.
///
/// Feature maps are NHWC float32. Outputs come first, sizes last. Unless a comment says "accumulates", outputs are
/// overwritten. Every kernel runs on the calling thread and keeps no state.
#pragma once

#include <stdint.h>

/// One convolution or pooling window: input and output sizes of one image, kernel, stride and zero padding.
typedef struct {
  int32_t input_height, input_width, channels;
  int32_t output_height, output_width;
  int32_t kernel_height, kernel_width, stride, padding;
} la_window;

// convolution.c
/// columns (Ho*Wo, kh*kw*C) from one image (H, W, C); taps in the padding are 0.
void la_im2col(float *columns, const float *image, la_window window);
/// The transpose of `la_im2col`: image (H, W, C) = every tap of columns added where it came from.
void la_col2im(float *image, const float *columns, la_window window);

// elementwise.c
void la_relu_forward(float *output, const float *input, int64_t count);
/// input_gradient = output_gradient where output > 0, else 0.
void la_relu_backward(float *input_gradient, const float *output_gradient, const float *output, int64_t count);
void la_add(float *output, const float *a, const float *b, int64_t count);
/// Accumulates: output += input.
void la_accumulate(float *output, const float *input, int64_t count);
void la_multiply(float *output, const float *a, const float *b, int64_t count);
/// output (rows, columns) = row in every row.
void la_fill_rows(float *output, const float *row, int64_t rows, int64_t columns);
/// Accumulates: sums (columns) += the sum over rows of input (rows, columns), in row order.
void la_add_column_sums(float *sums, const float *input, int64_t rows, int64_t columns);
/// output (rows, columns) = input * scale + shift, per column.
void la_scale_shift(float *output, const float *input, const float *scale, const float *shift, int64_t rows,
                    int64_t columns);
/// output = a + x * b + y * c: a point of a plane through weight space. `c` may be NULL.
void la_combine(float *output, const float *a, const float *b, float x, const float *c, float y, int64_t count);
/// output = clip(image + epsilon * sign(gradient), 0, 1); sign(0) = 0.
void la_signed_step(float *output, const float *image, const float *gradient, float epsilon, int64_t count);

// pooling.c
/// output (Ho, Wo, C) = the largest of each window of one image; `choice` (Ho, Wo, C) its index h*W + w, first of equals.
void la_max_pool_forward(float *output, int32_t *choice, const float *image, la_window window);
void la_max_pool_backward(float *image_gradient, const float *output_gradient, const int32_t *choice, la_window window);
/// The mean over each window, padding counted as 0 (PyTorch's count_include_pad).
void la_average_pool_forward(float *output, const float *image, la_window window);
void la_average_pool_backward(float *image_gradient, const float *output_gradient, la_window window);

// batch_norm.c
/// sum and sum_of_squares (C) over the rows (pixels) of input (rows, C), in double.
void la_channel_moments(double *sum, double *sum_of_squares, const float *input, int64_t rows, int64_t channels);
/// sum of g and of g * x_hat (C) over rows, x_hat = (x - mean) * inverse_deviation, in double.
void la_batch_norm_sums(double *gradient_sum, double *product_sum, const float *output_gradient, const float *input,
                        const float *mean, const float *inverse_deviation, int64_t rows, int64_t channels);
/// input_gradient = scale * (g - mean_gradient - x_hat * mean_product), per channel.
void la_batch_norm_backward(float *input_gradient, const float *output_gradient, const float *input, const float *mean,
                            const float *inverse_deviation, const float *scale, const float *mean_gradient,
                            const float *mean_product, int64_t rows, int64_t channels);

// optimiser.c
/// PyTorch's SGD: d = gradient + weight_decay * w; momentum = mu * momentum + d; w -= learning_rate * momentum.
void la_sgd_step(float *weights, float *momentum, const float *gradient, float learning_rate, float mu,
                 float weight_decay, int64_t count);
