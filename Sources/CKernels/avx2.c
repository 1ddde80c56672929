#if defined(__x86_64__)
#include <math.h>
#include <stdint.h>

#include "CKernels.h"

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define K(name) name##_avx2
#include "kernels.inc"
#pragma clang attribute pop
#endif
