#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include <stdint.h>

#include "CKernels.h"

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#define LA_AVX512
#define LANES 16
#define K(name) name##_avx512
#include "kernels.inc"
#pragma clang attribute pop
#endif
