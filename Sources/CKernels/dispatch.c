#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

static la_isa best(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return LA_ISA_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return LA_ISA_AVX2;
#endif
  return LA_ISA_PORTABLE;
}

static la_isa chosen = LA_ISA_PORTABLE;

/// Before main: no call has to ask whether it is the first.
__attribute__((constructor)) static void choose(void) {
  chosen = best();
  const char *name = getenv("LOSSAUDIT_ISA");
  if (name && !strcmp(name, "portable")) chosen = LA_ISA_PORTABLE;
  if (name && !strcmp(name, "avx2") && chosen > LA_ISA_AVX2) chosen = LA_ISA_AVX2;
}

la_isa la_instruction_set(void) { return chosen; }

int64_t la_lanes(void) { return chosen == LA_ISA_AVX512 ? 16 : chosen == LA_ISA_AVX2 ? 8 : 4; }

#if defined(__x86_64__)
#define DISPATCH(name, parameters, arguments)                \
  void name##_avx512 parameters;                             \
  void name##_avx2 parameters;                               \
  void name##_portable parameters;                           \
  void name parameters {                                     \
    if (chosen == LA_ISA_AVX512) name##_avx512 arguments;    \
    else if (chosen == LA_ISA_AVX2) name##_avx2 arguments;   \
    else name##_portable arguments;                          \
  }
#else
#define DISPATCH(name, parameters, arguments)                \
  void name##_portable parameters;                           \
  void name parameters { name##_portable arguments; }
#endif

DISPATCH(la_multiply, (const la_product *p), (p))
DISPATCH(la_pack,
         (float *packed, const float *b, int64_t depth, int64_t columns, int64_t b_row, int64_t first, int64_t rows,
          int64_t source_first),
         (packed, b, depth, columns, b_row, first, rows, source_first))

DISPATCH(la_winograd_input,
         (float *v, int64_t position, const float *image, la_tiles g, int64_t first, int64_t count),
         (v, position, image, g, first, count))
DISPATCH(la_winograd_output,
         (float *image, const float *m, int64_t position, la_tiles g, int64_t first, int64_t count, const float *bias,
          const float *mask, int32_t rectifies),
         (image, m, position, g, first, count, bias, mask, rectifies))
DISPATCH(la_winograd_gradient,
         (float *v, int64_t position, const float *image, la_tiles g, int64_t first, int64_t count),
         (v, position, image, g, first, count))
DISPATCH(la_winograd_filters,
         (float *u, int64_t position, const float *w, int64_t size, int64_t inputs, int64_t outputs, int64_t first,
          int64_t count),
         (u, position, w, size, inputs, outputs, first, count))
DISPATCH(la_winograd_filter_gradient,
         (float *dw, const float *u, int64_t position, int64_t size, int64_t inputs, int64_t outputs, int64_t first,
          int64_t count),
         (dw, u, position, size, inputs, outputs, first, count))

DISPATCH(la_gate, (float *gradient, const float *output, int64_t count), (gradient, output, count))
DISPATCH(la_add, (float *output, const float *a, const float *b, int64_t count, int32_t rectifies),
         (output, a, b, count, rectifies))
DISPATCH(la_add_column_sums, (float *sums, const float *input, int64_t rows, int64_t columns),
         (sums, input, rows, columns))
DISPATCH(la_scale_shift,
         (float *output, const float *input, const float *scale, const float *shift, int64_t rows, int64_t columns,
          int32_t rectifies),
         (output, input, scale, shift, rows, columns, rectifies))
DISPATCH(la_combine,
         (float *output, const float *a, const float *b, float x, const float *c, float y, int64_t count),
         (output, a, b, x, c, y, count))
DISPATCH(la_projected_step,
         (float *output, const float *point, const float *original, const float *gradient, float step, float epsilon,
          int64_t count),
         (output, point, original, gradient, step, epsilon, count))
DISPATCH(la_flip_filters, (float *flipped, const float *w, int64_t taps, int64_t inputs, int64_t outputs),
         (flipped, w, taps, inputs, outputs))

DISPATCH(la_add_windows, (float *image, const float *windows, la_windows w), (image, windows, w))

DISPATCH(la_activate, (float *output, const float *input, la_activation f, float a, float b, int64_t count),
         (output, input, f, a, b, count))
DISPATCH(la_activate_backward,
         (float *input_gradient, const float *output_gradient, const float *input, la_activation f, float a, float b,
          int64_t count, int32_t accumulates),
         (input_gradient, output_gradient, input, f, a, b, count, accumulates))

DISPATCH(la_apply,
         (float *output, const float *a, int64_t a_step, const float *b, int64_t b_step, la_binary f, int64_t count),
         (output, a, a_step, b, b_step, f, count))
DISPATCH(la_apply_backward,
         (float *slopes, const float *gradient, const float *a, int64_t a_step, const float *b, int64_t b_step,
          la_binary f, int32_t by_second, int64_t count),
         (slopes, gradient, a, a_step, b, b_step, f, by_second, count))

DISPATCH(la_depthwise_forward,
         (float *output, const float *map, const float *filters, la_depthwise shape, const float *bias,
          int32_t rectifies),
         (output, map, filters, shape, bias, rectifies))
DISPATCH(la_depthwise_backward,
         (float *map_gradient, const float *output_gradient, const float *filters, la_depthwise shape),
         (map_gradient, output_gradient, filters, shape))
DISPATCH(la_depthwise_filter_gradient,
         (float *filter_gradient, const float *output_gradient, const float *map, la_depthwise shape),
         (filter_gradient, output_gradient, map, shape))

DISPATCH(la_channel_moments,
         (double *sum, double *sum_of_squares, const float *input, int64_t rows, int64_t channels),
         (sum, sum_of_squares, input, rows, channels))
DISPATCH(la_batch_norm_sums,
         (double *gradient_sum, double *product_sum, const float *output_gradient, const float *input,
          const float *mean, const float *inverse_deviation, int64_t rows, int64_t channels),
         (gradient_sum, product_sum, output_gradient, input, mean, inverse_deviation, rows, channels))
DISPATCH(la_batch_norm_backward,
         (float *input_gradient, const float *output_gradient, const float *input, const float *mean,
          const float *inverse_deviation, const float *scale, const float *mean_gradient, const float *mean_product,
          int64_t rows, int64_t channels, int32_t accumulates),
         (input_gradient, output_gradient, input, mean, inverse_deviation, scale, mean_gradient, mean_product, rows,
          channels, accumulates))

DISPATCH(la_max_pool_forward, (float *output, int32_t *choice, const float *image, la_window w),
         (output, choice, image, w))
DISPATCH(la_max_pool_backward,
         (float *image_gradient, const float *output_gradient, const int32_t *choice, la_window w),
         (image_gradient, output_gradient, choice, w))
DISPATCH(la_average_pool_forward, (float *output, const float *image, la_window w), (output, image, w))
DISPATCH(la_average_pool_backward, (float *image_gradient, const float *output_gradient, la_window w),
         (image_gradient, output_gradient, w))

DISPATCH(la_random_bits, (uint32_t *bits, la_stream stream, uint32_t first), (bits, stream, first))
DISPATCH(la_dropout,
         (float *output, const float *input, const float *gate, la_stream stream, float rate, int64_t count),
         (output, input, gate, stream, rate, count))
DISPATCH(la_sgd_step,
         (float *weights, float *momentum, const float *gradient, float learning_rate, float mu, float weight_decay,
          int64_t count),
         (weights, momentum, gradient, learning_rate, mu, weight_decay, count))
DISPATCH(la_convolve_back, (const la_convolution_back *p), (p))
DISPATCH(la_relax,
         (double *result, const double *a, const la_lines *lines, int64_t first, int64_t count, double sums[2]),
         (result, a, lines, first, count, sums))
DISPATCH(la_multiply_add_peak, (float *sink, int64_t rounds), (sink, rounds))
