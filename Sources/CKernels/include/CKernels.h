/// The innermost loops, in plain C. What is computed, in which blocks and on which worker is decided by the caller.
///
/// Feature maps are NHWC float32. Outputs come first, sizes last. Unless a comment says "accumulates", outputs are
/// overwritten. Every kernel runs on the calling thread and keeps no state. Each exists for AVX-512, for AVX2 with FMA
/// and for any machine; which one runs is decided once, when the program starts.
#pragma once

#include <stdint.h>

typedef enum __attribute__((enum_extensibility(closed))) {
  LA_ISA_PORTABLE,
  LA_ISA_AVX2,
  LA_ISA_AVX512,
} la_isa;

/// The widest that this machine has, or the one that the environment variable LOSSAUDIT_ISA names (portable, avx2).
la_isa la_instruction_set(void);

// product.inc

/// C = A B: for every block, row i < m and column j < n,
///
///     C[block * c_block + i * c_row + j] = start + sum over s < segments, x < k of
///         A[block * a_block + i * a_row + s * a_segment + x * a_column] * B(s, x, j)
///
/// then rectified, then gated. B(s, x, j) is b[s * b_segment + x * b_row + j]; or, packed, column j of row
/// b_first + s * b_segment + x of the b_depth rows that `la_pack` made, which are segments * k in order where b_depth
/// is 0. `start` is C itself when it accumulates, else bias[j], else 0.
typedef struct {
  float *c;
  int64_t c_row, c_block;
  const float *a;
  int64_t a_row, a_column, a_segment, a_block;
  const float *b;
  int64_t b_row, b_segment, b_depth, b_first;
  int64_t blocks, m, n, segments, k;
  /// NULL, or n numbers.
  const float *bias;
  /// NULL, or numbers that lie as C does: C becomes 0 where they are not positive.
  const float *mask;
  /// C becomes max(C, 0); NaN stays NaN.
  _Bool rectifies;
  _Bool accumulates;
  _Bool is_packed;
} la_product;

void la_multiply(const la_product *product);
/// Rows source_first ..< source_first + rows of b (any, columns; b_row apart) become rows first ..< first + rows of a
/// packed B of `depth` rows: panels of columns one after the other, each with its rows together.
void la_pack(float *packed, const float *b, int64_t depth, int64_t columns, int64_t b_row, int64_t first, int64_t rows,
             int64_t source_first);

// winograd.inc

/// The map of one image and how tiles lie on it: `across` tiles in a row, one every `step` pixels, the first one
/// `padding` pixels outside. `step` is 4 for filters of 3x3 and 2 for 5x5.
typedef struct {
  int64_t height, width, channels, across, step, padding;
} la_tiles;

/// v: for tiles first ..< first + count of one image, 36 positions (`position` floats apart) of (tile, channel).
void la_winograd_input(float *v, int64_t position, const float *image, la_tiles tiles, int64_t first, int64_t count);
/// The image of an output from the 36 products m; then + bias (or NULL), rectified, gated by mask (or NULL).
void la_winograd_output(float *image, const float *m, int64_t position, la_tiles tiles, int64_t first, int64_t count,
                        const float *bias, const float *mask, int32_t rectifies);
/// As the input's transform, for the gradient of an output.
void la_winograd_gradient(float *v, int64_t position, const float *image, la_tiles tiles, int64_t first, int64_t count);
/// u: 36 packed matrices (inputs, outputs) from filters w (size, size, inputs, outputs); inputs first ..< first + count.
void la_winograd_filters(float *u, int64_t position, const float *w, int64_t size, int64_t inputs, int64_t outputs,
                         int64_t first, int64_t count);
/// dw (size, size, inputs, outputs) from 36 matrices u (inputs, outputs), not packed.
void la_winograd_filter_gradient(float *dw, const float *u, int64_t position, int64_t size, int64_t inputs,
                                 int64_t outputs, int64_t first, int64_t count);

// elementwise.inc

/// gradient = 0 where output is not positive: back through a ReLU.
void la_gate(float *gradient, const float *output, int64_t count);
/// output = a + b, then rectified. output may be a.
void la_add(float *output, const float *a, const float *b, int64_t count, int32_t rectifies);
/// Accumulates: sums (columns) += the sum over rows of input (rows, columns).
void la_add_column_sums(float *sums, const float *input, int64_t rows, int64_t columns);
/// output (rows, columns) = input * scale + shift, per column; then rectified.
void la_scale_shift(float *output, const float *input, const float *scale, const float *shift, int64_t rows,
                    int64_t columns, int32_t rectifies);
/// output = a + x * b + y * c: a point of a plane through weight space. `c` may be NULL.
void la_combine(float *output, const float *a, const float *b, float x, const float *c, float y, int64_t count);
/// output = clip(point + step * sign(gradient), original - epsilon, original + epsilon), clipped to [0, 1] after that;
/// sign(0) = sign(NaN) = 0. output may be point or original.
void la_projected_step(float *output, const float *point, const float *original, const float *gradient, float step,
                       float epsilon, int64_t count);
/// flipped (taps, outputs, inputs), last tap first, from w (taps, inputs, outputs).
void la_flip_filters(float *flipped, const float *w, int64_t taps, int64_t inputs, int64_t outputs);

/// Windows of kernel x kernel pixels, one every `stride` pixels: height x width of them over an image of this width.
typedef struct {
  int64_t height, width, kernel, stride, channels, image_width;
} la_windows;

/// Accumulates: each window (height, width, kernel, kernel, channels) onto the pixels of the image that it covers.
void la_add_windows(float *image, const float *windows, la_windows w);

// activation.inc

/// Functions of one number, with up to two constants a and b.
typedef enum {
  /// max(x, 0)
  LA_RELU,
  /// x where it is positive, else a x
  LA_LEAKY_RELU,
  /// min(max(x, a), b)
  LA_CLIP,
  /// 1 / (1 + exp(-x))
  LA_SIGMOID,
  /// min(max(a x + b, 0), 1)
  LA_HARD_SIGMOID,
  /// x min(max(a x + b, 0), 1)
  LA_HARD_SWISH,
  /// x / (1 + exp(-x))
  LA_SILU,
  LA_TANH,
  LA_ERF,
  /// x (1 + erf(x / sqrt(2))) / 2
  LA_GELU,
  /// x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2
  LA_GELU_TANH,
  /// log(1 + exp(x))
  LA_SOFTPLUS,
  /// x tanh(log(1 + exp(x)))
  LA_MISH,
  /// x where it is positive, else a (exp(x) - 1)
  LA_ELU,
  LA_EXP,
  LA_LOG,
  LA_SQRT,
  LA_ABS,
  /// a x + b
  LA_AFFINE,
  /// x^a
  LA_POWER,
  /// a / x
  LA_RECIPROCAL,
} la_activation;

/// output = f(input). output may be input.
void la_activate(float *output, const float *input, la_activation f, float a, float b, int64_t count);
/// input_gradient = output_gradient f'(input), added to it where it accumulates. At a kink the derivative is the one
/// from the left, as PyTorch has it for ReLU; at the ends of a clip it is 1.
void la_activate_backward(float *input_gradient, const float *output_gradient, const float *input, la_activation f,
                          float a, float b, int64_t count, int32_t accumulates);

/// Functions of two numbers: a + b, a - b, a b, a / b, a^b, min(a, b), max(a, b).
typedef enum { LA_PLUS, LA_MINUS, LA_TIMES, LA_OVER, LA_TO_THE_POWER, LA_SMALLER, LA_LARGER } la_binary;

/// output[i] = f(a[i], b[i]); a step of 0 takes the first number of a or b for all.
void la_apply(float *output, const float *a, int64_t a_step, const float *b, int64_t b_step, la_binary f, int64_t count);
/// slopes[i] = gradient[i] times the derivative of f at (a[i], b[i]) by a, or by b where `by_second` is set. Of two equal
/// numbers each has half of the smaller's or larger's gradient, as in PyTorch.
void la_apply_backward(float *slopes, const float *gradient, const float *a, int64_t a_step, const float *b,
                       int64_t b_step, la_binary f, int32_t by_second, int64_t count);

// depthwise.inc

/// A convolution of each channel with filters of its own, over a map that has its padding around it already.
typedef struct {
  int64_t output_height, output_width, channels, map_width;
  int64_t kernel_height, kernel_width, stride_y, stride_x, dilation_y, dilation_x;
} la_depthwise;

/// output (Ho, Wo, C) from map (H, map_width, C) and filters (kernel_height, kernel_width, C), + bias (or NULL); then
/// rectified.
void la_depthwise_forward(float *output, const float *map, const float *filters, la_depthwise shape, const float *bias,
                          int32_t rectifies);
/// Accumulates: the gradient of the map from that of the output.
void la_depthwise_backward(float *map_gradient, const float *output_gradient, const float *filters, la_depthwise shape);
/// Accumulates: the gradient of the filters.
void la_depthwise_filter_gradient(float *filter_gradient, const float *output_gradient, const float *map,
                                  la_depthwise shape);

// batch_norm.inc

/// sum and sum_of_squares (C) over the rows (pixels) of input (rows, C).
void la_channel_moments(double *sum, double *sum_of_squares, const float *input, int64_t rows, int64_t channels);
/// sum of g and of g * x_hat (C) over rows, x_hat = (x - mean) * inverse_deviation.
void la_batch_norm_sums(double *gradient_sum, double *product_sum, const float *output_gradient, const float *input,
                        const float *mean, const float *inverse_deviation, int64_t rows, int64_t channels);
/// input_gradient = scale * (g - mean_gradient - x_hat * mean_product), per channel; added to it where it accumulates.
void la_batch_norm_backward(float *input_gradient, const float *output_gradient, const float *input, const float *mean,
                            const float *inverse_deviation, const float *scale, const float *mean_gradient,
                            const float *mean_product, int64_t rows, int64_t channels, int32_t accumulates);

// pooling.inc

/// The windows of one image: its own size and that of the output, the kernel and how far apart its taps and the windows
/// lie, and how many rows and columns outside the image the first window begins.
typedef struct {
  int32_t input_height, input_width, channels;
  int32_t output_height, output_width;
  int32_t kernel_height, kernel_width, stride_y, stride_x, dilation_y, dilation_x, top, left;
} la_window;

/// output (Ho, Wo, C) = the largest of each window of one image; `choice` (Ho, Wo, C) its index h*W + w, first of equals.
void la_max_pool_forward(float *output, int32_t *choice, const float *image, la_window window);
void la_max_pool_backward(float *image_gradient, const float *output_gradient, const int32_t *choice, la_window window);
/// The mean over each window, padding counted as 0 (PyTorch's count_include_pad).
void la_average_pool_forward(float *output, const float *image, la_window window);
void la_average_pool_backward(float *image_gradient, const float *output_gradient, la_window window);

// dropout.inc

/// The key and the first counter of a Philox4x32-10 stream; a block's number stands in the counter's first word.
typedef struct {
  uint32_t key[2], counter[4];
} la_stream;

/// Sixty-four words of the stream, from block `first` on.
void la_random_bits(uint32_t *bits, la_stream stream, uint32_t first);
/// output = 0 with probability `rate`, by the stream's uniform numbers, else input / (1 - rate); then gated by `gate`
/// (or NULL). Both directions of dropout: the same stream gives the same mask.
void la_dropout(float *output, const float *input, const float *gate, la_stream stream, float rate, int64_t count);

// optimiser.inc

/// PyTorch's SGD: d = gradient + weight_decay * w; momentum = mu * momentum + d; w -= learning_rate * momentum.
void la_sgd_step(float *weights, float *momentum, const float *gradient, float learning_rate, float mu,
                 float weight_decay, int64_t count);

/// Tells the processor that this thread is waiting for another one.
static inline void la_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// memory.c

/// Lets the process keep the memory that it gives back to the heap, up to a gibibyte, instead of unmapping it.
void la_keep_freed_memory(void);

// bounds.inc

/// A convolution has at most so many taps.
enum { LA_MOST_TAPS = 1024 };

/// Along one axis: which part of the convolution's output the source is, which part of its input the target, and how many
/// numbers that map has. Both parts may begin before it and end behind it.
typedef struct {
  int64_t source_first, source_count, target_first, target_count, map_size;
  int64_t kernel, stride, dilation, before;
} la_axis;

/// One group of a convolution, transposed, of one row of coefficients: target (h', w', inputs) from source
/// (h, w, outputs), where pixels are `target_pixel` and `source_pixel` numbers apart. What lies outside the map becomes 0.
/// Lines of the source have `margin` pixels of zeros on both sides: dilation * (kernel - 1) / stride, rounded up.
/// filters: (taps, outputs, inputs), or (taps, inputs, outputs) where `is_narrow`, which is faster for few inputs.
typedef struct {
  double *target;
  const double *source, *filters;
  la_axis y, x;
  int64_t inputs, outputs, target_pixel, source_pixel, margin;
  _Bool is_narrow;
} la_convolution_back;

void la_convolve_back(const la_convolution_back *convolution);

/// Lines that bound numbers from below and above, and how large the terms of their sums may be.
typedef struct {
  /// NULL where there is nothing to multiply.
  const double *lower_slope, *upper_slope;
  const double *lower_shift, *upper_shift, *size;
} la_lines;

/// For `count` coefficients a of the numbers from `first` on: sums[0] += a * shift and sums[1] += |a| * size; and, where
/// there are slopes, result = a * slope. A positive coefficient takes the lower line, any other the upper one. result may
/// be a.
void la_relax(double *result, const double *a, const la_lines *lines, int64_t first, int64_t count, double sums[2]);

// peak.inc

/// Eight chains of `rounds` vector multiply-adds: sum = sum * sink[0] + sink[1]; their total replaces sink[0].
void la_multiply_add_peak(float *sink, int64_t rounds);
/// Floats of one vector of the instruction set in use.
int64_t la_lanes(void);
